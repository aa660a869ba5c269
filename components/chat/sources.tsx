import type { Source } from '@/lib/conversations/schema';
import { Highlight } from './highlight';

/** The passages that an answer rests on; opens to what they say. */
export function Sources({ sources, words = [] }: { sources: Source[]; words?: string[] }) {
  if (sources.length === 0) return null;
  return (
    <details className="group mt-1 max-w-[72ch] text-[13px]">
      <summary className="flex cursor-pointer list-none items-baseline gap-1.5 rounded-control text-ink-3 text-xs hover:text-ink-2 [&::-webkit-details-marker]:hidden">
        <span className="shrink-0">{sources.length === 1 ? '1 source' : `${sources.length} sources`}</span>
        <span className="truncate group-open:hidden">{[...new Set(sources.map(({ title }) => title))].join(', ')}</span>
      </summary>
      <ol className="mt-1 grid gap-2 border-line border-l-2 pl-3">
        {sources.map(({ number, title, url, excerpt }) => (
          <li key={number} className="grid gap-0.5">
            <span className="font-medium text-ink-2">
              [{number}]{' '}
              {url && /^https?:/i.test(url) ? (
                <a href={url} target="_blank" rel="noopener noreferrer" className="text-accent hover:underline">
                  {title}
                </a>
              ) : (
                title
              )}
            </span>
            <span className="text-ink-3">
              <Highlight text={excerpt} words={words} />
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
