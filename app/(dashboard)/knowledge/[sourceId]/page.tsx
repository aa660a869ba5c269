import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { Ago } from '@/components/chat/ago';
import { DeleteSource } from '@/components/knowledge/delete-source';
import { EnabledSwitch } from '@/components/knowledge/enabled-switch';
import { PassageList } from '@/components/knowledge/passage-list';
import { KIND_NAMES } from '@/components/knowledge/source-table';
import { formatCount } from '@/components/ui/format';
import { deleteSource, setSourceEnabled } from '@/lib/knowledge/actions';
import { loadSource } from '@/lib/knowledge/loaders';

export const metadata: Metadata = { title: 'Source' };

export default async function SourcePage({ params }: { params: Promise<{ sourceId: string }> }) {
  const source = await loadSource((await params).sourceId);
  if (!source) notFound();
  return (
    <div className="mx-auto max-w-[860px] px-4 pt-5 pb-16 md:px-6">
      <nav aria-label="Back">
        <Link href="/knowledge" className="text-ink-2 hover:text-ink">
          Knowledge
        </Link>
      </nav>
      <header className="mt-2 flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <h1 dir="auto" className="break-words">
            {source.title}
          </h1>
          <p className="mt-0.5 text-ink-2">
            {KIND_NAMES[source.kind]}, {formatCount(source.passageCount)}{' '}
            {source.passageCount === 1 ? 'passage' : 'passages'}. Last change:{' '}
            <Ago at={source.updatedAt} now={Date.now()} />
          </p>
          {source.url ? (
            <a
              href={source.url}
              target="_blank"
              rel="noopener noreferrer"
              className="mt-0.5 block truncate text-accent hover:underline"
            >
              {source.url}
            </a>
          ) : null}
        </div>
        <div className="flex items-center gap-4">
          <span className="flex items-center gap-2 text-ink-2">
            {source.enabled ? 'In use' : 'Not in use'}
            <EnabledSwitch
              sourceId={source.id}
              title={source.title}
              enabled={source.enabled}
              action={setSourceEnabled}
            />
          </span>
          <DeleteSource sourceId={source.id} title={source.title} action={deleteSource} />
        </div>
      </header>
      <PassageList source={source} />
    </div>
  );
}
