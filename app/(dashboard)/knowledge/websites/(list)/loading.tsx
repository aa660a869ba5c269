import { Skeleton } from '@/components/ui/skeleton';

const ROWS = ['first', 'second', 'third', 'fourth'];

export default function WebsitesLoading() {
  return (
    <div role="status" aria-label="Loading websites">
      <div className="border-line border-b px-4 pt-5 pb-3 md:px-6">
        <h1>Knowledge</h1>
        <Skeleton className="mt-1 h-4 w-64" />
        <Skeleton className="mt-4 h-5 w-80 max-w-full" />
      </div>
      {ROWS.map((row) => (
        <div key={row} className="flex h-12 items-center gap-6 border-line border-b px-4 md:px-6">
          <Skeleton className="h-3.5 flex-1" />
          <Skeleton className="h-5 w-20" />
          <Skeleton className="h-8 w-24" />
        </div>
      ))}
    </div>
  );
}
