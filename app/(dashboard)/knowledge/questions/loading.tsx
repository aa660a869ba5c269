import { KnowledgeTabs } from '@/components/knowledge/knowledge-tabs';
import { Skeleton } from '@/components/ui/skeleton';

export default function Loading() {
  return (
    <div className="mx-auto max-w-[980px] px-5 pt-6 md:px-8" aria-busy="true">
      <h1>Common questions</h1>
      <p className="mt-0.5 mb-3 text-ink-2">Answers that are ready before anybody asks.</p>
      <KnowledgeTabs current="questions" />
      {[220, 160].map((height) => (
        <div key={height} className="mt-7 grid gap-6 border-line border-t pt-7 md:grid-cols-[220px_1fr]">
          <div className="grid content-start gap-2">
            <Skeleton className="h-4 w-28" />
            <Skeleton className="h-4 w-44" />
          </div>
          <Skeleton className="rounded-card" style={{ height }} />
        </div>
      ))}
    </div>
  );
}
