import Link from 'next/link';
import type { Source } from '@/lib/conversations/schema';

/** Where a citation leads: to the passage among the company's knowledge. Answers stored long ago do not say which. */
export function passageHref({ sourceId, position }: Source): string | null {
  if (!sourceId) return null;
  return position === undefined ? `/knowledge/${sourceId}` : `/knowledge/${sourceId}#passage-${position + 1}`;
}

/** The number of a source behind a statement; opens the passage. */
export function CitationLink({ source }: { source: Source }) {
  const href = passageHref(source);
  const mark = `[${source.number}]`;
  if (href === null) return mark;
  return (
    <Link
      href={href}
      prefetch={false}
      title={source.title}
      aria-label={`Source ${source.number}: ${source.title}`}
      className="text-accent text-xs hover:underline"
    >
      {mark}
    </Link>
  );
}
