'use client';
import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useRef, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Input, Select } from '@/components/ui/field';
import type { SourceFilters } from '@/lib/knowledge/schema';
import { KIND_NAMES } from './source-words';

const STATES = {
  used: 'In use',
  off: 'Off',
  pinned: 'Pinned',
  edited: 'Edited here',
  reading: 'Being read',
  failed: 'Failed',
} as const;
const SORTS = { changed: 'Newest first', title: 'By title', size: 'Largest first', passages: 'Most passages' } as const;

/**
 * What the list shows, and in which order. A plain form that leads to its own URL, so it works before the script is
 * there; with it, choosing is enough.
 */
export function FilterSources({ filters }: { filters: SourceFilters }) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const form = useRef<HTMLFormElement>(null);
  const apply = () => {
    if (!form.current) return;
    const search = new URLSearchParams();
    for (const [name, value] of new FormData(form.current)) {
      if (typeof value === 'string' && value.trim() !== '') search.set(name, value.trim());
    }
    startTransition(() => router.push(search.size > 0 ? `/knowledge?${search}` : '/knowledge', { scroll: false }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apply();
  };
  return (
    <form
      ref={form}
      // Another address, also after "back", means other filters.
      key={JSON.stringify(filters)}
      action="/knowledge"
      onSubmit={submit}
      aria-busy={pending}
      className={cn(
        'flex items-center gap-2 overflow-x-auto px-4 py-3 transition-opacity duration-150 md:px-6',
        pending && 'opacity-60',
      )}
    >
      <div className="relative w-44 shrink-0 sm:min-w-36 sm:max-w-72 sm:flex-1">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" />
        <Input
          name="q"
          type="search"
          dir="auto"
          maxLength={200}
          aria-label="Words of the title"
          placeholder="Filter by title"
          defaultValue={filters.query ?? ''}
          className="pl-8"
        />
      </div>
      <Choice name="kind" label="Kind" value={filters.kind} onChange={apply}>
        <option value="">Any kind</option>
        {Object.entries(KIND_NAMES).map(([kind, name]) => (
          <option key={kind} value={kind}>
            {name}
          </option>
        ))}
      </Choice>
      <Choice name="state" label="Status" value={filters.state} onChange={apply}>
        <option value="">Any status</option>
        {Object.entries(STATES).map(([state, name]) => (
          <option key={state} value={state}>
            {name}
          </option>
        ))}
      </Choice>
      <Choice name="sort" label="Order" value={filters.sort === 'changed' ? '' : filters.sort} onChange={apply}>
        {Object.entries(SORTS).map(([sort, name]) => (
          <option key={sort} value={sort === 'changed' ? '' : sort}>
            {name}
          </option>
        ))}
      </Choice>
      <Button type="submit" className="sr-only focus-visible:not-sr-only">
        Filter
      </Button>
    </form>
  );
}

type ChoiceProps = { name: string; label: string; value: string | null; onChange: () => void; children: ReactNode };

const Choice = ({ name, label, value, onChange, children }: ChoiceProps) => (
  <Select name={name} aria-label={label} defaultValue={value ?? ''} onChange={onChange} className="w-auto shrink-0">
    {children}
  </Select>
);
