import type { ReactNode } from 'react';
import { cn } from './cn';

type Props = { title: string; children?: ReactNode; action?: ReactNode; icon?: ReactNode; className?: string };

/** Says what is missing and gives the one next step. */
export function EmptyState({ title, children, action, icon, className }: Props) {
  return (
    <div className={cn('flex flex-col items-center justify-center gap-2 px-6 py-16 text-center', className)}>
      {icon ? <div className="mb-1 text-ink-3 [&_svg]:size-6">{icon}</div> : null}
      <p className="font-medium text-ink">{title}</p>
      {children ? <div className="max-w-[44ch] text-ink-2">{children}</div> : null}
      {action ? <div className="mt-3">{action}</div> : null}
    </div>
  );
}
