import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { RefreshWhile } from '@/components/answers/refresh-while';
import { KnowledgeTabs } from '@/components/knowledge/knowledge-tabs';
import { PageTable } from '@/components/knowledge/websites/page-table';
import { WebsiteHead } from '@/components/knowledge/websites/website-head';
import { ChangeWebsite, DeleteWebsite, SyncButton } from '@/components/knowledge/websites/website-tools';
import { FILTERS } from '@/components/knowledge/websites/words';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format';
import { cancelSync, changeWebsite, deleteWebsite, startSync } from '@/lib/knowledge/websites/actions';
import { loadWebsite } from '@/lib/knowledge/websites/loaders';
import { PAGE_FILTERS, type PageFilter, type Website, type WebsitePages } from '@/lib/knowledge/websites/schema';

export const metadata: Metadata = { title: 'Website' };

type Props = {
  params: Promise<{ websiteId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function WebsitePage({ params, searchParams }: Props) {
  const loaded = await loadWebsite((await params).websiteId, await searchParams);
  if (!loaded) notFound();
  const { website, pages } = loaded;
  return (
    <div className="flex min-h-full flex-col">
      <RefreshWhile pending={website.state !== 'idle'} />
      <header className="grid gap-3 border-line border-b px-4 pt-5 pb-3 md:px-6">
        <KnowledgeTabs current="websites" />
        <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
          <WebsiteHead website={website} now={Date.now()} />
          <div className="flex flex-wrap gap-2">
            <SyncButton website={website} start={startSync} cancel={cancelSync} />
            <ChangeWebsite website={website} action={changeWebsite} />
            <DeleteWebsite website={website} action={deleteWebsite} />
          </div>
        </div>
      </header>
      <Filters website={website} current={pages.filter} />
      {pages.pages.length > 0 ? (
        <PageTable pages={pages.pages} now={Date.now()} />
      ) : (
        <EmptyState title={pages.filter === 'all' ? 'No page yet' : 'No page like this'}>
          {pages.filter === 'all'
            ? 'Pages show up here as they are found and read.'
            : 'None of its pages is in this state.'}
        </EmptyState>
      )}
      <Pages websiteId={website.id} pages={pages} />
    </div>
  );
}

function Filters({ website, current }: { website: Website; current: PageFilter }) {
  const counts: Record<PageFilter, number> = {
    all: website.pages,
    sources: website.sources,
    failed: website.failed + website.gone,
    skipped: website.skipped,
  };
  return (
    <nav aria-label="Pages by state" className="flex flex-wrap gap-1 px-3 py-2 md:px-5">
      {PAGE_FILTERS.map((filter) => (
        <Link
          key={filter}
          href={`/knowledge/websites/${website.id}${filter === 'all' ? '' : `?show=${filter}`}`}
          scroll={false}
          aria-current={filter === current ? 'page' : undefined}
          className="whitespace-nowrap rounded-control px-2 py-1 text-[13px] text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:text-ink"
        >
          {FILTERS[filter]} <span className="text-ink-3">{formatCount(counts[filter])}</span>
        </Link>
      ))}
    </nav>
  );
}

function Pages({ websiteId, pages: { page, lastPage, filter } }: { websiteId: string; pages: WebsitePages }) {
  if (lastPage === 1) return null;
  const to = (number: number) =>
    `/knowledge/websites/${websiteId}?${new URLSearchParams({ ...(filter === 'all' ? {} : { show: filter }), page: String(number) })}`;
  return (
    <nav aria-label="Parts of the list" className="flex items-center justify-end gap-3 px-4 py-3 text-ink-2 md:px-6">
      <span>
        Part {page} of {lastPage}
      </span>
      {page > 1 ? (
        <Button asChild size="sm">
          <Link href={to(page - 1)}>Back</Link>
        </Button>
      ) : null}
      {page < lastPage ? (
        <Button asChild size="sm">
          <Link href={to(page + 1)}>On</Link>
        </Button>
      ) : null}
    </nav>
  );
}
