import { ListSkeleton } from '@/components/inbox/panes';

export default function InboxLoading() {
  return (
    <div className="flex h-full min-h-0">
      <div className="w-full border-line border-r bg-surface pt-11 md:w-80">
        <ListSkeleton />
      </div>
    </div>
  );
}
