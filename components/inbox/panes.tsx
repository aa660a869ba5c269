import { MessagesSquare } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { Skeleton } from '@/components/ui/skeleton';

/** The middle pane while no conversation is open. */
export function EmptyPane({ empty, className }: { empty: boolean; className?: string }) {
  return (
    <div className={cn('grid place-items-center', className)}>
      <EmptyState icon={<MessagesSquare aria-hidden />} title={empty ? 'All quiet' : 'Pick a conversation'}>
        {empty ? (
          'New conversations appear on the left while they happen.'
        ) : (
          <>
            Press <Key>j</Key> and <Key>k</Key> to move through the list, <Key>?</Key> for all keys.
          </>
        )}
      </EmptyState>
    </div>
  );
}

/** A key of the keyboard. */
export function Key({ children }: { children: string }) {
  return (
    <kbd className="inline-block min-w-5 rounded-[4px] border border-line-strong bg-surface px-1 text-center font-sans text-ink-2 text-xs">
      {children}
    </kbd>
  );
}

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** The list while it is on its way. */
export function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading conversations">
      {ROWS.map((row, index) => (
        <div key={row} className="grid gap-2 border-line border-b px-4 py-3">
          <Skeleton className={cn('h-3.5', index % 2 ? 'w-28' : 'w-36')} />
          <Skeleton className={cn('h-3', index % 3 ? 'w-56' : 'w-44')} />
          <Skeleton className="h-3 w-48" />
        </div>
      ))}
    </div>
  );
}

/** The messages while they are on their way. */
export function MessagesSkeleton() {
  return (
    <div role="status" aria-label="Loading the conversation" className="grid gap-6 px-4 py-6 md:px-6">
      {['w-64', 'w-full max-w-[56ch]', 'w-48', 'w-full max-w-[48ch]'].map((width, index) => (
        <div key={width} className="grid gap-2">
          <Skeleton className="h-3 w-20" />
          <Skeleton className={cn(index % 2 ? 'h-20' : 'h-10', width)} />
        </div>
      ))}
    </div>
  );
}

/** The context panel while its conversation is on its way: the panes keep their places. */
export function DetailsSkeleton({ className }: { className?: string }) {
  return (
    <div aria-hidden className={cn('border-line border-l bg-surface', className)}>
      <div className="h-14 border-line border-b" />
      <div className="grid gap-3 px-4 py-5">
        {['w-40', 'w-52', 'w-36', 'w-44'].map((width) => (
          <Skeleton key={width} className={cn('h-3.5', width)} />
        ))}
      </div>
    </div>
  );
}
