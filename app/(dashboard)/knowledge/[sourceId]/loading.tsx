import { Skeleton } from '@/components/ui/skeleton';

export default function SourceLoading() {
  return (
    <div role="status" aria-label="Loading the source" className="mx-auto max-w-[860px] px-4 pt-5 md:px-6">
      <Skeleton className="h-5 w-24" />
      <Skeleton className="mt-2 h-6 w-80 max-w-full" />
      <Skeleton className="mt-2 h-4 w-56" />
      <div className="mt-6 grid gap-3">
        <Skeleton className="h-36" />
        <Skeleton className="h-28" />
        <Skeleton className="h-36" />
      </div>
    </div>
  );
}
