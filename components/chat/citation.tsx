import Link from 'next/link';
import type { Source } from '@/lib/conversations/schema';
import { passageHref } from './passage-href';

/** The number of a source behind a statement; opens the passage. Answers stored long ago do not say which. */
export function CitationLink({ source }: { source: Source }) {
  const { sourceId, position } = source;
  const mark = `[${source.number}]`;
  if (!sourceId) return mark;
  return (
    <Link
      href={passageHref({ sourceId, position })}
      prefetch={false}
      title={source.title}
      aria-label={`Source ${source.number}: ${source.title}`}
      className="text-accent text-xs hover:underline"
    >
      {mark}
    </Link>
  );
}
