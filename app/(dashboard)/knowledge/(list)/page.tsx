import type { Metadata } from 'next';
import Link from 'next/link';
import { Suspense } from 'react';
import { AddText } from '@/components/knowledge/add-text';
import { ChosenSources } from '@/components/knowledge/chosen-sources';
import { KnowledgeTabs } from '@/components/knowledge/knowledge-tabs';
import { FilterSources } from '@/components/knowledge/source-filters';
import { SourcePages } from '@/components/knowledge/source-pages';
import { SourceTable } from '@/components/knowledge/source-table';
import { TestResult, TestResultSkeleton } from '@/components/knowledge/test-answer';
import { TestQuestion } from '@/components/knowledge/test-question';
import { UploadFiles } from '@/components/knowledge/upload/upload-files';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format';
import { addText, changeChosen, setSourceEnabled } from '@/lib/knowledge/actions';
import { loadSources, loadTestAnswer, type SearchParams } from '@/lib/knowledge/loaders';
import { LARGEST_FILES } from '@/lib/knowledge/upload';

export const metadata: Metadata = { title: 'Knowledge' };

export default async function KnowledgePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { filters, page, lastPage, ask, write } = await loadSources(await searchParams);
  const filtered = filters.query !== null || filters.kind !== null || filters.state !== null;
  const nothingYet = page.total === 0 && !filtered;
  return (
    <div className="flex min-h-full flex-col lg:h-full lg:min-h-0">
      <header className="grid gap-3 border-line border-b px-4 pt-5 pb-3 md:px-6">
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
          <div className="min-w-0 flex-1 basis-48">
            <h1>Knowledge</h1>
            <p className="text-ink-2">
              {nothingYet
                ? 'What the assistant answers from.'
                : `${formatCount(page.searchedPassages)} passages in use. The assistant answers from these and from nothing else.`}
            </p>
          </div>
          {/* At the same place with and without sources, so that what is under way here goes on when the first one comes. */}
          <div className="flex flex-wrap gap-2">
            <UploadFiles limits={LARGEST_FILES} />
            <AddText key={write} action={addText} write={write} />
          </div>
        </div>
        <KnowledgeTabs current="sources" />
      </header>
      {nothingYet ? (
        <EmptyState
          title="The assistant knows nothing yet"
          action={
            <Button asChild variant="primary">
              <Link href="/knowledge/websites">Let it read your website</Link>
            </Button>
          }
        >
          It answers from your articles and quotes them with their source. Let it read your website, or upload files and
          add texts with the buttons above.
        </EmptyState>
      ) : (
        <div className="flex min-h-0 flex-1 flex-col-reverse lg:flex-row">
          <section aria-label="Sources" className="min-w-0 flex-1 lg:overflow-y-auto">
            <FilterSources filters={filters} />
            {/* It stays when its last row is gone, to say what became of it. */}
            <ChosenSources view={JSON.stringify(filters)} action={changeChosen}>
              {page.sources.length > 0 ? (
                <SourceTable sources={page.sources} now={Date.now()} setEnabled={setSourceEnabled} />
              ) : (
                <EmptyState
                  title="No source matches"
                  action={
                    <Button asChild>
                      <Link href="/knowledge">Show all</Link>
                    </Button>
                  }
                >
                  Try fewer words of its title, or another kind or status.
                </EmptyState>
              )}
            </ChosenSources>
            <SourcePages filters={{ ...filters, page: page.page }} lastPage={lastPage} total={page.total} />
          </section>
          <section
            aria-labelledby="test-heading"
            className="border-line border-b bg-sunken px-4 py-4 md:px-6 lg:w-[360px] lg:shrink-0 lg:overflow-y-auto lg:border-b-0 lg:border-l lg:px-5 xl:w-[400px]"
          >
            <h2 id="test-heading">Ask a test question</h2>
            <p className="mt-0.5 mb-3 text-ink-2">See which passages the assistant would get, and why.</p>
            <TestQuestion ask={ask} />
            {ask ? (
              <div className="mt-4">
                <Suspense key={ask} fallback={<TestResultSkeleton />}>
                  <TestResult answer={loadTestAnswer(ask)} />
                </Suspense>
              </div>
            ) : null}
          </section>
        </div>
      )}
    </div>
  );
}
