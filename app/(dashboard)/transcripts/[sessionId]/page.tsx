import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { Ago } from '@/components/chat/ago';
import { searchWords } from '@/components/chat/highlight';
import { visitorName } from '@/components/chat/visitor-name';
import { Transcript } from '@/components/transcripts/transcript';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { parseTranscriptFilters, type SearchParams } from '@/lib/conversations/filters';
import { loadTranscript } from '@/lib/conversations/loaders';

export const metadata: Metadata = { title: 'Transcript' };

type Props = { params: Promise<{ sessionId: string }>; searchParams: Promise<SearchParams> };

export default async function TranscriptPage({ params, searchParams }: Props) {
  const { sessionId } = await params;
  const conversation = await loadTranscript(sessionId);
  if (!conversation) notFound();
  const { session, visitor, lead } = conversation;
  const { query } = parseTranscriptFilters(await searchParams);
  const now = Date.now();
  return (
    <>
      <header className="sticky top-0 z-10 flex min-h-14 items-center gap-2 border-line border-b bg-bg px-2 py-2 md:px-4">
        <Button asChild variant="ghost" size="icon">
          <Link
            href={query ? `/transcripts?q=${encodeURIComponent(query)}` : '/transcripts'}
            aria-label="All transcripts"
          >
            <ArrowLeft aria-hidden />
          </Link>
        </Button>
        <div className="min-w-0 flex-1">
          <h1 className="truncate text-[15px] leading-5">{session.title || 'No message yet'}</h1>
          <p className="truncate text-ink-3 text-xs">
            {visitorName(lead?.name ?? visitor.name, session.id)} · <Ago at={session.createdAt} now={now} />
          </p>
        </div>
        <Badge className="max-sm:hidden" tone={session.status === 'open' ? 'accent' : 'neutral'}>
          {session.status === 'open' ? 'Open' : 'Closed'}
        </Badge>
        <Button asChild size="sm">
          <Link
            href={`/inbox?${new URLSearchParams({ ...(session.status === 'closed' ? { folder: 'closed' } : {}), session: session.id })}`}
          >
            Open in inbox
          </Link>
        </Button>
      </header>
      <Transcript conversation={conversation} now={now} words={searchWords(query)} />
    </>
  );
}
