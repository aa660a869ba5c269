import type { Metadata } from 'next';
import Link from 'next/link';
import { searchWords } from '@/components/chat/highlight';
import { FilterBar } from '@/components/transcripts/filter-bar';
import { Pager } from '@/components/transcripts/pager';
import { TranscriptTable } from '@/components/transcripts/transcript-table';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { type SearchParams, SLOW_CHOICES, transcriptSearch } from '@/lib/conversations/filters';
import { loadTranscripts } from '@/lib/conversations/loaders';

export const metadata: Metadata = { title: 'Transcripts' };

export default async function TranscriptsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { filters, page } = await loadTranscripts(await searchParams);
  const search = transcriptSearch(filters);
  const at = (direction: 'older' | 'newer', cursor: string | null) =>
    cursor && `/transcripts?${new URLSearchParams([...search, [direction, cursor]])}`;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <h1 className="px-4 pt-5 pb-3 md:px-6">Transcripts</h1>
      <FilterBar filters={filters} slowChoices={SLOW_CHOICES} />
      <div className="min-h-0 flex-1 overflow-y-auto border-line border-t">
        {page.rows.length > 0 ? (
          <TranscriptTable rows={page.rows} now={Date.now()} words={searchWords(filters.query)} query={filters.query} />
        ) : search.size > 0 || filters.cursor ? (
          <EmptyState
            title="No conversation matches"
            action={
              <Button asChild>
                <Link href="/transcripts">Clear the filters</Link>
              </Button>
            }
          >
            Try fewer words or a longer stretch of time.
          </EmptyState>
        ) : (
          <EmptyState
            title="No conversations yet"
            action={
              <Button asChild>
                <Link href="/inbox">Go to the inbox</Link>
              </Button>
            }
          >
            Every conversation of your website is kept here, with the receipt of each answer.
          </EmptyState>
        )}
        <Pager newer={at('newer', page.newer)} older={at('older', page.older)} />
      </div>
    </div>
  );
}
