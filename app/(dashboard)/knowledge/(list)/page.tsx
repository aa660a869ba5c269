import type { Metadata } from 'next';
import Form from 'next/form';
import Link from 'next/link';
import { Suspense } from 'react';
import { AddText } from '@/components/knowledge/add-text';
import { SourceTable } from '@/components/knowledge/source-table';
import { TestResult, TestResultSkeleton } from '@/components/knowledge/test-answer';
import { TestQuestion } from '@/components/knowledge/test-question';
import { UploadFiles } from '@/components/knowledge/upload-files';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Input } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { addText, setSourceEnabled, uploadFile } from '@/lib/knowledge/actions';
import { FILE_ENDINGS } from '@/lib/knowledge/files';
import { loadSources, loadTestAnswer, type SearchParams } from '@/lib/knowledge/loaders';
import type { SourceFilters } from '@/lib/knowledge/schema';

export const metadata: Metadata = { title: 'Knowledge' };

export default async function KnowledgePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { filters, page, lastPage, ask } = await loadSources(await searchParams);
  const add = (
    <div className="flex flex-wrap gap-2">
      <Button asChild variant="ghost">
        <Link href="/knowledge/questions">Common questions</Link>
      </Button>
      <UploadFiles upload={uploadFile} endings={FILE_ENDINGS} />
      <AddText action={addText} />
    </div>
  );
  const nothingYet = page.total === 0 && !filters.query && filters.page === 1;
  return (
    <div className="flex min-h-full flex-col lg:h-full lg:min-h-0">
      <header className="flex flex-wrap items-center gap-x-6 gap-y-3 border-line border-b px-4 pt-5 pb-3 md:px-6">
        <div className="min-w-0 flex-1 basis-48">
          <h1>Knowledge</h1>
          <p className="text-ink-2">
            {nothingYet
              ? 'What the assistant answers from.'
              : `${formatCount(page.searchedPassages)} passages in use. The assistant answers from these and from nothing else.`}
          </p>
        </div>
        {nothingYet ? null : add}
      </header>
      {nothingYet ? (
        <EmptyState title="The assistant knows nothing yet" action={add}>
          Add your help articles. Each is cut into passages, and answers quote them with their source.
        </EmptyState>
      ) : (
        <div className="flex min-h-0 flex-1 flex-col-reverse lg:flex-row">
          <section aria-label="Sources" className="min-w-0 flex-1 lg:overflow-y-auto">
            <Form action="/knowledge" className="flex gap-2 px-4 py-3 md:px-6" scroll={false}>
              <label htmlFor="source-filter" className="sr-only">
                Words of the title
              </label>
              <Input
                id="source-filter"
                name="q"
                type="search"
                dir="auto"
                maxLength={200}
                defaultValue={filters.query ?? ''}
                placeholder="Filter by title"
                className="max-w-72"
              />
              <Button type="submit">Filter</Button>
            </Form>
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
                Try fewer words of its title.
              </EmptyState>
            )}
            <Pages filters={filters} lastPage={lastPage} />
          </section>
          <section
            aria-labelledby="test-heading"
            className="border-line border-b bg-sunken px-4 py-4 md:px-6 lg:w-[420px] lg:shrink-0 lg:overflow-y-auto lg:border-b-0 lg:border-l lg:px-5 xl:w-[480px]"
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

function Pages({ filters, lastPage }: { filters: SourceFilters; lastPage: number }) {
  if (lastPage === 1) return null;
  const to = (page: number) =>
    `/knowledge?${new URLSearchParams({ ...(filters.query ? { q: filters.query } : {}), page: String(page) })}`;
  return (
    <nav aria-label="Pages" className="flex items-center justify-end gap-3 px-4 py-3 text-ink-2 md:px-6">
      <span>
        Page {filters.page} of {lastPage}
      </span>
      {filters.page > 1 ? (
        <Button asChild size="sm">
          <Link href={to(filters.page - 1)}>Newer</Link>
        </Button>
      ) : null}
      {filters.page < lastPage ? (
        <Button asChild size="sm">
          <Link href={to(filters.page + 1)}>Older</Link>
        </Button>
      ) : null}
    </nav>
  );
}
