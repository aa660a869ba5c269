import { Skeleton } from '@/components/ui/skeleton';

const ROWS = Array.from({ length: 14 }, (_, index) => `row-${index}`);

export default function TranscriptsLoading() {
  return (
    <div role="status" aria-label="Loading transcripts">
      <h1 className="px-4 pt-5 pb-3 md:px-6">Transcripts</h1>
      <div className="flex gap-2 px-4 pb-3 md:px-6">
        <Skeleton className="h-8 w-72" />
        <Skeleton className="h-8 w-28" />
        <Skeleton className="h-8 w-28" />
      </div>
      <div className="border-line border-t pt-9">
        {ROWS.map((row) => (
          <div key={row} className="flex h-10 items-center gap-6 border-line border-b px-4 md:px-6">
            <Skeleton className="h-3.5 w-28" />
            <Skeleton className="h-3.5 flex-1" />
            <Skeleton className="h-3.5 w-16" />
          </div>
        ))}
      </div>
    </div>
  );
}
