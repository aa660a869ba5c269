import Link from 'next/link';
import type { Source } from '@/lib/conversations/schema';
import { Highlight } from './highlight';
import { passageHref } from './passage-href';

/** The passages that an answer rests on, by number; opens to what they say and where they stand. */
export function Sources({ sources, words = [] }: { sources: Source[]; words?: string[] }) {
  if (sources.length === 0) return null;
  return (
    <details className="group mt-1 max-w-[72ch] text-[13px]">
      <summary className="flex cursor-pointer list-none items-baseline gap-1.5 rounded-control text-ink-3 text-xs hover:text-ink-2 [&::-webkit-details-marker]:hidden">
        <span className="shrink-0">{sources.length === 1 ? '1 source' : `${sources.length} sources`}</span>
        <span className="truncate group-open:hidden">
          {sources.map(({ number, title }) => `[${number}] ${title}`).join(', ')}
        </span>
      </summary>
      <ol className="mt-1 grid gap-2 border-line border-l-2 pl-3">
        {sources.map((source) => (
          <li key={source.number} className="grid gap-0.5">
            <span className="flex flex-wrap items-baseline gap-x-2 font-medium text-ink-2">
              <Title source={source} />
              {source.url && /^https?:/i.test(source.url) ? (
                <a
                  href={source.url}
                  target="_blank"
                  rel="noopener noreferrer"
                  className="font-normal text-accent text-xs hover:underline"
                >
                  Open the page
                </a>
              ) : null}
            </span>
            <span className="text-ink-3">
              <Highlight text={source.excerpt} words={words} />
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}

function Title({ source }: { source: Source }) {
  const { number, title, sourceId, position } = source;
  const text = `[${number}] ${title}`;
  if (!sourceId) return text;
  return (
    <Link href={passageHref({ sourceId, position })} prefetch={false} className="text-accent hover:underline">
      {text}
    </Link>
  );
}
