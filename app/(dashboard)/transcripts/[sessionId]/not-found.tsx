import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export default function TranscriptNotFound() {
  return (
    <div className="grid min-h-[70dvh] place-items-center">
      <EmptyState
        title="This transcript does not exist"
        action={
          <Button asChild>
            <Link href="/transcripts">All transcripts</Link>
          </Button>
        }
      >
        It may have been deleted, or the link is not complete.
      </EmptyState>
    </div>
  );
}
