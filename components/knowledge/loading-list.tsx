import type { ComponentProps } from 'react';
import { Skeleton } from '@/components/ui/skeleton';
import { KnowledgeTabs } from './knowledge-tabs';

type Props = { title: string; tab: ComponentProps<typeof KnowledgeTabs>['current']; filters?: boolean; rows: number };

/** One of the knowledge's lists before its rows are there; its tabs can be used already. */
export function LoadingList({ title, tab, filters = false, rows }: Props) {
  return (
    <div aria-busy="true">
      <header className="grid gap-3 border-line border-b px-4 pt-5 pb-3 md:px-6">
        <div>
          <h1>{title}</h1>
          <Skeleton className="mt-1 h-4 w-64 max-w-full" />
        </div>
        <KnowledgeTabs current={tab} />
      </header>
      <div role="status" aria-label="Loading">
        {filters ? (
          <div className="flex gap-2 px-4 py-3 md:px-6">
            <Skeleton className="h-8 w-72" />
            <Skeleton className="h-8 w-32" />
          </div>
        ) : null}
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className="flex h-12 items-center gap-6 border-line border-b px-4 md:px-6">
            <Skeleton className="h-3.5 flex-1" />
            <Skeleton className="h-3.5 w-16" />
            <Skeleton className="h-5 w-12" />
          </div>
        ))}
      </div>
    </div>
  );
}
