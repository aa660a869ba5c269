import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { DeleteSource } from '@/components/knowledge/delete-source';
import { EditSource } from '@/components/knowledge/edit-source';
import { EnabledSwitch } from '@/components/knowledge/enabled-switch';
import { FollowOriginal } from '@/components/knowledge/follow-original';
import { PassageList } from '@/components/knowledge/passage-list';
import { SourceFacts } from '@/components/knowledge/source-facts';
import { statusOf } from '@/components/knowledge/source-words';
import { ActionSwitch } from '@/components/ui/action-switch';
import { Badge } from '@/components/ui/badge';
import {
  deleteSource,
  editSource,
  followOriginal,
  openSource,
  setPassageEnabled,
  setSourceEnabled,
  setSourcePinned,
} from '@/lib/knowledge/actions';
import { PASSAGES_A_PAGE } from '@/lib/knowledge/data';
import { loadSource, type SearchParams } from '@/lib/knowledge/loaders';

export const metadata: Metadata = { title: 'Source' };

type Props = { params: Promise<{ sourceId: string }>; searchParams: Promise<SearchParams> };

export default async function SourcePage({ params, searchParams }: Props) {
  const source = await loadSource((await params).sourceId, await searchParams);
  if (!source) notFound();
  const { id, title, origin } = source;
  const status = statusOf(source);
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
            {title}
          </h1>
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
        <div className="flex items-center gap-2">
          {/* What these get is sent to the browser, so it is not the whole source. */}
          <EditSource sourceId={id} from={origin.type} open={openSource} action={editSource} />
          <DeleteSource
            sourceId={id}
            title={title}
            passageCount={source.passageCount}
            from={origin.type}
            action={deleteSource}
          />
        </div>
      </header>
      <div className="mt-4 flex flex-wrap items-center gap-x-6 gap-y-3">
        <Badge tone={status.tone}>{status.word}</Badge>
        <span className="flex items-center gap-2 text-ink-2">
          Use in answers
          <EnabledSwitch sourceId={id} title={title} enabled={source.enabled} action={setSourceEnabled} />
        </span>
        <span className="flex items-center gap-2 text-ink-2">
          Prefer where several answer
          <ActionSwitch
            field={{ name: 'sourceId', value: id }}
            enabled={source.pinned}
            label={`Pin "${title}"`}
            on="Pinned: preferred where several answer"
            off="Not pinned"
            action={setSourcePinned}
          />
        </span>
      </div>
      {source.editedAt && origin.type !== 'pasted' ? (
        <FollowOriginal sourceId={id} from={origin.type} action={followOriginal} />
      ) : null}
      <SourceFacts source={source} now={Date.now()} />
      <PassageList source={source} perPage={PASSAGES_A_PAGE} setEnabled={setPassageEnabled} />
    </div>
  );
}
