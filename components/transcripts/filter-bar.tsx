'use client';
import { Search } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ChangeEvent, type FormEvent, type ReactNode, useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Input, Select } from '@/components/ui/field';
import { formatDuration } from '@/components/ui/format';
import type { TranscriptFilters } from '@/lib/conversations/schema';

type Props = { filters: TranscriptFilters; slowChoices: readonly number[] };

/**
 * The filters of the list. A plain form that leads to its own URL, so it works before the script is there; with it,
 * choosing is enough.
 */
export function FilterBar({ filters, slowChoices }: Props) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const applied = fieldsOf(filters);
  const appliedKey = JSON.stringify(applied);
  const [fields, setFields] = useState(applied);
  const [shownKey, setShownKey] = useState(appliedKey);
  // Another address, also after "back", means other filters.
  if (shownKey !== appliedKey) {
    setShownKey(appliedKey);
    setFields(applied);
  }

  const apply = (next: Fields) => {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(next)) if (value.trim() !== '') search.set(name, value.trim());
    startTransition(() => router.push(search.size > 0 ? `/transcripts?${search}` : '/transcripts'));
  };
  const choose = (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => {
    const { name, value } = event.target;
    const next = { ...fields, [name]: value };
    setFields(next);
    apply(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apply(fields);
  };

  return (
    <form
      action="/transcripts"
      onSubmit={submit}
      aria-busy={pending}
      className={cn(
        'flex items-center gap-2 overflow-x-auto px-4 pb-3 transition-opacity duration-150 md:flex-wrap md:px-6',
        pending && 'opacity-60',
      )}
    >
      <div className="relative w-60 shrink-0 md:w-auto md:min-w-40 md:max-w-60 md:flex-1">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" />
        <Input
          type="search"
          name="q"
          value={fields.q}
          onChange={(event) => setFields({ ...fields, q: event.target.value })}
          maxLength={200}
          aria-label="Search what was said"
          placeholder="Search what was said"
          className="pl-8"
        />
      </div>
      <Choice name="status" label="Status" value={fields.status} onChange={choose}>
        <option value="">Any status</option>
        <option value="open">Open</option>
        <option value="closed">Closed</option>
      </Choice>
      <Choice name="handler" label="Who answers" value={fields.handler} onChange={choose}>
        <option value="">By anyone</option>
        <option value="assistant">By the assistant</option>
        <option value="agent">By a person</option>
      </Choice>
      <Choice name="plan" label="Plan" value={fields.plan} onChange={choose}>
        <option value="">Any plan</option>
        <option value="simple">Simple</option>
        <option value="moderate">Moderate</option>
        <option value="complex">Complex</option>
      </Choice>
      <Choice name="slow" label="Slowest first token" value={fields.slow} onChange={choose}>
        <option value="">Any speed</option>
        {slowChoices.map((ms) => (
          <option key={ms} value={ms}>
            Over {formatDuration(ms)}
          </option>
        ))}
      </Choice>
      <Choice name="failed" label="Outcome" value={fields.failed} onChange={choose}>
        <option value="">Any outcome</option>
        <option value="1">Failed</option>
      </Choice>
      <span className="flex shrink-0 items-center gap-1.5 text-ink-3 text-xs">
        <Input
          type="date"
          name="from"
          aria-label="From day (UTC)"
          value={fields.from}
          onChange={choose}
          className="w-auto"
        />
        to
        <Input type="date" name="to" aria-label="To day (UTC)" value={fields.to} onChange={choose} className="w-auto" />
      </span>
      <button type="submit" className="sr-only">
        Search
      </button>
      {Object.values(applied).some(Boolean) ? (
        <Button asChild variant="ghost" size="sm">
          <Link href="/transcripts">Clear</Link>
        </Button>
      ) : null}
    </form>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  value: string;
  onChange(event: ChangeEvent<HTMLSelectElement>): void;
  children: ReactNode;
};

function Choice({ label, ...props }: ChoiceProps) {
  return <Select aria-label={label} className={cn('w-auto shrink-0', props.value === '' && 'text-ink-2')} {...props} />;
}

type Fields = ReturnType<typeof fieldsOf>;

/** The filters under the names that they have in the URL. */
const fieldsOf = ({ query, status, handler, plan, slowMs, failed, from, to }: TranscriptFilters) => ({
  q: query ?? '',
  status: status ?? '',
  handler: handler ?? '',
  plan: plan ?? '',
  slow: slowMs === null ? '' : String(slowMs),
  failed: failed ? '1' : '',
  from: from ?? '',
  to: to ?? '',
});
