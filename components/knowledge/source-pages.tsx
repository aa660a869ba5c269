import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import type { SourceFilters } from '@/lib/knowledge/schema';

/** How many sources match, and the way to the next ones. */
export function SourcePages({ filters, lastPage, total }: { filters: SourceFilters; lastPage: number; total: number }) {
  const { query, kind, state, sort, page } = filters;
  const to = (next: number) => {
    const search = new URLSearchParams({ page: String(next) });
    for (const [name, value] of Object.entries({ q: query, kind, state })) if (value) search.set(name, value);
    if (sort !== 'changed') search.set('sort', sort);
    return `/knowledge?${search}`;
  };
  return (
    <nav aria-label="Pages" className="flex items-center justify-end gap-3 px-4 py-3 text-ink-2 md:px-6">
      <span className="mr-auto text-ink-3">
        {formatCount(total)} {total === 1 ? 'source' : 'sources'}
      </span>
      {lastPage > 1 ? (
        <span>
          Page {page} of {lastPage}
        </span>
      ) : null}
      {page > 1 ? (
        <Button asChild size="sm">
          <Link href={to(page - 1)}>Previous</Link>
        </Button>
      ) : null}
      {page < lastPage ? (
        <Button asChild size="sm">
          <Link href={to(page + 1)}>Next</Link>
        </Button>
      ) : null}
    </nav>
  );
}
