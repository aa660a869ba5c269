import { Skeleton } from '@/components/ui/skeleton';

export default function PerformanceLoading() {
  return (
    <div
      role="status"
      aria-label="Loading performance"
      className="mx-auto grid max-w-[1240px] grid-cols-1 gap-4 px-4 py-5 md:px-6"
    >
      <h1>Performance</h1>
      <Skeleton className="h-6 w-2/3" />
      <Skeleton className="h-44 rounded-card" />
      <div className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-72 rounded-card" />
        <Skeleton className="h-72 rounded-card" />
      </div>
    </div>
  );
}
