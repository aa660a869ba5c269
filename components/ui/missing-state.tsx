import Link from 'next/link';
import { Button } from './button';
import { EmptyState } from './empty-state';

/** There is no such page or thing, or it is not theirs to see: both look the same. */
export function MissingState() {
  return (
    <div className="grid min-h-[70dvh] place-items-center">
      <EmptyState
        title="There is nothing at this address"
        action={
          <Button asChild>
            <Link href="/inbox">Go to the inbox</Link>
          </Button>
        }
      >
        The link may be old, or it belongs to another company.
      </EmptyState>
    </div>
  );
}
