import { KnowledgeTabs } from '@/components/knowledge/knowledge-tabs';
import { Skeleton } from '@/components/ui/skeleton';

export default function Loading() {
  return (
    <div aria-busy="true" className="flex min-h-full flex-col">
      <header className="grid gap-3 border-line border-b px-4 pt-5 pb-3 md:px-6">
        <div>
          <h1>Content gaps</h1>
          <Skeleton className="mt-1 h-4 w-80 max-w-full" />
        </div>
        <KnowledgeTabs current="gaps" />
      </header>
      <div className="grid gap-5 px-4 py-4 md:px-6">
        {['w-2/3', 'w-1/2', 'w-3/5', 'w-2/5', 'w-1/3'].map((width) => (
          <div key={width} className="grid gap-2">
            <Skeleton className={`h-4 ${width}`} />
            <Skeleton className="h-3 w-48" />
          </div>
        ))}
      </div>
    </div>
  );
}
