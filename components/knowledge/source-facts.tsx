import Link from 'next/link';
import type { ReactNode } from 'react';
import { Ago } from '@/components/chat/ago';
import { formatCount } from '@/components/ui/format';
import type { SourceRow } from '@/lib/knowledge/schema';
import { formatSize, KIND_NAMES, languageName, originName } from './source-words';

/** What there is to know about a source: kind, place, size, language, and when it was read and changed. */
export function SourceFacts({ source, now }: { source: SourceRow; now: number }) {
  const { origin } = source;
  return (
    <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 rounded-card border border-line bg-surface px-4 py-3 sm:grid-cols-4">
      <Fact name="Kind">{KIND_NAMES[source.kind]}</Fact>
      <Fact name="From">
        {origin.type === 'website' ? (
          <Link href={`/knowledge/websites/${origin.websiteId}`} className="text-accent hover:underline">
            {origin.host}
          </Link>
        ) : (
          <span dir="auto">{originName(source)}</span>
        )}
      </Fact>
      <Fact name="Language">{languageName(source.language) ?? 'Not known'}</Fact>
      <Fact name="Size">{formatSize(source.size)}</Fact>
      <Fact name="Passages">{formatCount(source.passageCount)}</Fact>
      <Fact name="Last read">
        <Ago at={source.syncedAt} now={now} />
      </Fact>
      <Fact name="Changed">
        <Ago at={source.updatedAt} now={now} />
      </Fact>
      <Fact name="Edited here">{source.editedAt ? <Ago at={source.editedAt} now={now} /> : 'No'}</Fact>
    </dl>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="min-w-0">
    <dt className="text-ink-3 text-xs">{name}</dt>
    <dd className="truncate">{children}</dd>
  </div>
);
