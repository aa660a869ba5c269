import { Markdown } from '@/components/chat/markdown';
import { formatCount } from '@/components/ui/format';
import type { SourceDetail } from '@/lib/knowledge/schema';

/** A source's passages in order, as the search sees them. Each can be linked to: #passage-1. */
export function PassageList({ source }: { source: SourceDetail }) {
  const hidden = source.passageCount - source.passages.length;
  return (
    <>
      <ol className="mt-6 grid gap-3">
        {source.passages.map(({ id, position, titlePath, body, tokenCount }) => (
          <li
            key={id}
            id={`passage-${position + 1}`}
            className="scroll-mt-4 rounded-card border border-line bg-surface px-4 py-3 target:border-accent"
          >
            <div className="flex items-baseline gap-3 text-ink-3 text-xs">
              <span>{position + 1}</span>
              <span dir="auto" className="min-w-0 flex-1 break-words">
                {titlePath}
              </span>
              <span className="whitespace-nowrap">{formatCount(tokenCount)} tokens</span>
            </div>
            <div dir="auto" className="mt-1.5 max-w-[72ch]">
              {source.kind === 'text' ? (
                <p className="whitespace-pre-wrap break-words">{body}</p>
              ) : (
                <Markdown text={body} />
              )}
            </div>
          </li>
        ))}
      </ol>
      {hidden > 0 ? <p className="mt-3 text-ink-2">{formatCount(hidden)} more passages are not shown.</p> : null}
    </>
  );
}
