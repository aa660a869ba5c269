import { KnowledgeTabs } from '@/components/knowledge/knowledge-tabs';
import { Skeleton } from '@/components/ui/skeleton';

const ROWS = Array.from({ length: 12 }, (_, index) => `row-${index}`);

export default function KnowledgeLoading() {
  return (
    <div role="status" aria-label="Loading knowledge">
      <div className="border-line border-b px-4 pt-5 pb-3 md:px-6">
        <h1>Knowledge</h1>
        <Skeleton className="mt-1 mb-3 h-4 w-64" />
        <KnowledgeTabs current="sources" />
      </div>
      <div className="flex gap-2 px-4 py-3 md:px-6">
        <Skeleton className="h-8 w-72" />
        <Skeleton className="h-8 w-32" />
      </div>
      {ROWS.map((row) => (
        <div key={row} className="flex h-10 items-center gap-6 border-line border-b px-4 md:px-6">
          <Skeleton className="h-3.5 flex-1" />
          <Skeleton className="h-3.5 w-16" />
          <Skeleton className="h-5 w-9 rounded-full" />
        </div>
      ))}
    </div>
  );
}
