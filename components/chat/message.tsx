import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

type Props = {
  from: 'user' | 'assistant' | 'agent';
  /** Who speaks. */
  name: string;
  /** When, or what is going on with it. */
  meta?: ReactNode;
  id?: string;
  children: ReactNode;
};

/**
 * One message. Visitors speak in a bubble, the assistant in plain text with its receipt below, people of the company
 * in a bubble of the accent: who speaks is told by name and shape, never by colour alone.
 */
export function MessageBlock({ from, name, meta, id, children }: Props) {
  return (
    <article id={id} aria-label={`${name} said`} className="grid scroll-mt-20 grid-cols-1 gap-1">
      <header className="flex items-baseline gap-2 text-xs">
        <span className="font-medium text-ink-2">{name}</span>
        <span className="text-ink-3">{meta}</span>
      </header>
      <div
        className={cn(
          'max-w-[72ch] justify-self-start break-words text-ink leading-[22px]',
          from === 'user' && 'rounded-card border border-line bg-surface px-3 py-2',
          from === 'agent' && 'rounded-card bg-accent-soft px-3 py-2',
          from === 'assistant' && 'w-full',
        )}
      >
        {children}
      </div>
    </article>
  );
}
