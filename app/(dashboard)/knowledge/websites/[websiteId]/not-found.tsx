import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export default function WebsiteNotFound() {
  return (
    <div className="grid min-h-[70dvh] place-items-center">
      <EmptyState
        title="This website does not exist"
        action={
          <Button asChild>
            <Link href="/knowledge/websites">Go to websites</Link>
          </Button>
        }
      >
        It may have been deleted, or the address may be incomplete.
      </EmptyState>
    </div>
  );
}
