import type { Metadata } from 'next';
import { RefreshWhile } from '@/components/answers/refresh-while';
import { KnowledgeTabs } from '@/components/knowledge/knowledge-tabs';
import { AddWebsite } from '@/components/knowledge/websites/add-website';
import { WebsiteTable } from '@/components/knowledge/websites/website-table';
import { EmptyState } from '@/components/ui/empty-state';
import { addWebsite, cancelSync, startSync } from '@/lib/knowledge/websites/actions';
import { loadWebsites } from '@/lib/knowledge/websites/loaders';
import { DEFAULT_MAX_DEPTH, DEFAULT_MAX_PAGES } from '@/lib/knowledge/websites/schema';

export const metadata: Metadata = { title: 'Websites' };

const DEFAULTS = { schedule: 'weekly', maxPages: DEFAULT_MAX_PAGES, maxDepth: DEFAULT_MAX_DEPTH };

export default async function WebsitesPage() {
  const websites = await loadWebsites();
  const add = <AddWebsite action={addWebsite} defaults={DEFAULTS} />;
  return (
    <div className="flex min-h-full flex-col">
      <RefreshWhile pending={websites.some(({ state }) => state !== 'idle')} />
      <header className="grid gap-3 border-line border-b px-4 pt-5 pb-3 md:px-6">
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
          <div className="min-w-0 flex-1 basis-48">
            <h1>Knowledge</h1>
            <p className="text-ink-2">Websites whose pages are sources, read again by themselves.</p>
          </div>
          {websites.length > 0 ? add : null}
        </div>
        <KnowledgeTabs current="websites" />
      </header>
      {websites.length > 0 ? (
        <WebsiteTable websites={websites} now={Date.now()} start={startSync} cancel={cancelSync} />
      ) : (
        <EmptyState title="No website yet" action={add}>
          Name your help pages. Each page becomes a source, and when it changes the assistant knows.
        </EmptyState>
      )}
    </div>
  );
}
