import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export default function Forbidden() {
  return (
    <div className="grid min-h-[70dvh] place-items-center">
      <EmptyState
        title="Only admins can see this page"
        action={
          <Button asChild>
            <Link href="/inbox">Go to the inbox</Link>
          </Button>
        }
      >
        Ask an admin of your company if you need something from here.
      </EmptyState>
    </div>
  );
}
