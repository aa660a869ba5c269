'use client';
import { Button } from './button';
import { EmptyState } from './empty-state';

type Props = { error: Error & { digest?: string }; reset: () => void };

/** What a page shows when it failed: that it did, how to go on, and the reference under which the log tells why. */
export function ErrorState({ error, reset }: Props) {
  return (
    <div className="grid min-h-[70dvh] place-items-center" role="alert">
      <EmptyState
        title="This page could not be shown"
        action={
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
        }
      >
        Something failed on our side. Nothing that was saved is lost.
        {error.digest ? <span className="mt-2 block text-ink-3 text-xs">Reference {error.digest}</span> : null}
      </EmptyState>
    </div>
  );
}
