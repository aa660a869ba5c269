import Link from 'next/link';
import { Markdown } from '@/components/chat/markdown';
import { ActionSwitch } from '@/components/ui/action-switch';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { formatCount } from '@/components/ui/format';
import type { FormState } from '@/lib/companies/schema';
import type { PassageRow, SourceWithPassages } from '@/lib/knowledge/schema';
import { CitedPassage } from './cited-passage';
import { languageName } from './source-words';

type Props = {
  source: SourceWithPassages;
  /** Passages on one page. */
  perPage: number;
  setEnabled: (state: FormState, form: FormData) => Promise<FormState>;
};

/** A source's passages in order, as the search sees them. Each can be linked to: #passage-1. */
export function PassageList({ source, perPage, setEnabled }: Props) {
  const { passages, page, lastPage } = source;
  return (
    <section aria-labelledby="passages-heading" className="mt-7">
      <h2 id="passages-heading">Passages</h2>
      <p className="mt-0.5 text-ink-2">What the search finds and answers quote. A passage that is off is never used.</p>
      <CitedPassage sourceId={source.id} page={page} lastPage={lastPage} perPage={perPage} />
      <ol className="mt-3 grid gap-3">
        {passages.map((passage) => (
          <Passage key={passage.id} passage={passage} source={source} setEnabled={setEnabled} />
        ))}
      </ol>
      {lastPage > 1 ? (
        <nav aria-label="Pages of passages" className="mt-4 flex items-center justify-end gap-3 text-ink-2">
          <span className="mr-auto text-ink-3">{formatCount(source.passageCount)} passages</span>
          <span>
            Page {page} of {lastPage}
          </span>
          {page > 1 ? (
            <Button asChild size="sm">
              <Link href={`/knowledge/${source.id}?page=${page - 1}`}>Previous</Link>
            </Button>
          ) : null}
          {page < lastPage ? (
            <Button asChild size="sm">
              <Link href={`/knowledge/${source.id}?page=${page + 1}`}>Next</Link>
            </Button>
          ) : null}
        </nav>
      ) : null}
    </section>
  );
}

type PassageProps = { passage: PassageRow; source: SourceWithPassages; setEnabled: Props['setEnabled'] };

function Passage({ passage, source, setEnabled }: PassageProps) {
  const { id, position, titlePath, body, tokenCount, language, enabled } = passage;
  const number = position + 1;
  const facts = [language === source.language ? null : languageName(language), `${formatCount(tokenCount)} tokens`];
  return (
    <li
      id={`passage-${number}`}
      tabIndex={-1}
      className="scroll-mt-4 rounded-card border border-line bg-surface px-4 py-3 outline-none target:border-accent data-cited:border-accent data-cited:shadow-[0_0_0_1px_var(--c-accent)]"
    >
      <div className="flex items-center gap-3 text-ink-3 text-xs">
        <span>{number}</span>
        <span dir="auto" className="min-w-0 flex-1 break-words">
          {titlePath}
        </span>
        <span className="whitespace-nowrap max-sm:hidden">{facts.filter(Boolean).join(' · ')}</span>
        <ActionSwitch
          field={{ name: 'passageId', value: id }}
          enabled={enabled}
          label={`Use passage ${number} in answers`}
          on="Used in answers"
          off="Not used in answers"
          action={setEnabled}
        />
      </div>
      <div dir="auto" className={cn('mt-1.5 max-w-[72ch]', (!enabled || !source.enabled) && 'opacity-60')}>
        {source.kind === 'text' ? <p className="whitespace-pre-wrap break-words">{body}</p> : <Markdown text={body} />}
      </div>
    </li>
  );
}
