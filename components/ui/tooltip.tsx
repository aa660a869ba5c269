'use client';
import { Tooltip as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';

type Props = { label: ReactNode; children: ReactNode; side?: 'top' | 'right' | 'bottom' | 'left' };

/** Names what the pointer or the focus is on. Never the only place where something is said. */
export function Tooltip({ label, children, side = 'top' }: Props) {
  return (
    <Primitive.Provider delayDuration={200}>
      <Primitive.Root>
        <Primitive.Trigger asChild>{children}</Primitive.Trigger>
        <Primitive.Portal>
          <Primitive.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-64 animate-appear rounded-control bg-ink px-2 py-1 text-bg text-xs"
          >
            {label}
          </Primitive.Content>
        </Primitive.Portal>
      </Primitive.Root>
    </Primitive.Provider>
  );
}
