'use client';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

type Props = { error: Error & { digest?: string }; reset: () => void };

export default function ErrorPage({ error, reset }: Props) {
  return (
    <main className="grid min-h-[70dvh] place-items-center">
      <EmptyState
        title="This page could not be shown"
        action={
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
        }
      >
        Something failed on our side, and nothing you entered was lost by it.
        {error.digest ? <span className="mt-2 block text-ink-3 text-xs">Reference {error.digest}</span> : null}
      </EmptyState>
    </main>
  );
}
