'use client';
import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './button';
import { cn } from './cn';

export const Dialog = Primitive.Root;
export const DialogTrigger = Primitive.Trigger;
export const DialogClose = Primitive.Close;

/** A form is there to be filled in: its first field takes the focus, not the button that closes. */
function focusFirstField(event: Event) {
  if (!(event.currentTarget instanceof HTMLElement)) return;
  const field = event.currentTarget.querySelector<HTMLElement>(
    'input:not([type="hidden"], [type="file"]), select, textarea',
  );
  if (!field) return;
  event.preventDefault();
  field.focus();
}

type Props = { title: string; description?: ReactNode; children: ReactNode; className?: string };

/** A modal panel: centred, on a phone along the bottom edge. Escape and the scrim close it. */
export function DialogContent({ title, description, children, className }: Props) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
      <Primitive.Content
        onOpenAutoFocus={focusFirstField}
        aria-describedby={description ? undefined : ''}
        className={cn(
          'fixed inset-x-0 bottom-0 z-50 max-h-[92dvh] animate-appear overflow-y-auto rounded-t-card bg-surface p-5 shadow-overlay outline-none sm:inset-x-auto sm:top-[12vh] sm:bottom-auto sm:left-1/2 sm:w-[440px] sm:-translate-x-1/2 sm:rounded-card',
          className,
        )}
      >
        <div className="flex items-start justify-between gap-4">
          <Primitive.Title className="font-semibold text-[15px] text-ink">{title}</Primitive.Title>
          <Primitive.Close asChild>
            <Button variant="ghost" size="icon-sm" aria-label="Close" className="-mt-1 -mr-1">
              <X />
            </Button>
          </Primitive.Close>
        </div>
        {description ? <Primitive.Description className="mt-1 text-ink-2">{description}</Primitive.Description> : null}
        <div className="mt-4">{children}</div>
      </Primitive.Content>
    </Primitive.Portal>
  );
}
