import type { Metadata } from 'next';
import { Inbox } from '@/components/inbox/inbox';
import type { SearchParams } from '@/lib/conversations/filters';
import { loadInbox } from '@/lib/conversations/loaders';

export const metadata: Metadata = { title: 'Inbox' };

export default async function InboxPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { viewer, ...start } = await loadInbox(await searchParams);
  return <Inbox start={{ me: viewer, ...start }} renderedAt={Date.now()} />;
}
