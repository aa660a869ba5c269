import Link from 'next/link';
import { Highlight } from '@/components/chat/highlight';
import { Markdown } from '@/components/chat/markdown';
import { passageHref } from '@/components/chat/passage-href';
import { Badge } from '@/components/ui/badge';
import { formatDuration, formatShare } from '@/components/ui/format';
import { Skeleton } from '@/components/ui/skeleton';
import type { PassageHit, TestAnswer } from '@/lib/knowledge/schema';
import { wordsInCommon } from './question-words';

/** What a test question finds, best first, and whether the assistant would answer from it. */
export async function TestResult({ answer }: { answer: Promise<TestAnswer> }) {
  const result = await answer;
  return (
    <div className="grid gap-3">
      <Verdict result={result} />
      <ol className="grid gap-3">
        {result.passages.map((passage, index) => (
          <li key={passage.passageId}>
            <Passage passage={passage} number={index + 1} question={result.question} minCoverage={result.minCoverage} />
          </li>
        ))}
      </ol>
    </div>
  );
}

const VERDICTS = {
  answer: { tone: 'ok', words: 'Enough for an answer' },
  hint: { tone: 'warn', words: 'A hint at most' },
  nothing: { tone: 'neutral', words: 'Not enough for an answer' },
} as const;

function Verdict({ result }: { result: TestAnswer }) {
  const { outcome, passages, relevance, minCoverage, tookMs } = result;
  if (outcome === 'late' || outcome === 'failed') {
    return (
      <p role="status" className="text-bad">
        {outcome === 'late' ? 'The search took too long.' : 'The search does not work right now.'} The assistant would
        answer without knowledge, and say so. Try again in a moment.
      </p>
    );
  }
  const best = Math.max(0, ...passages.map(({ coverage }) => coverage));
  return (
    <p role="status" className="text-ink-2">
      <Badge tone={VERDICTS[relevance].tone} className="mr-2">
        {VERDICTS[relevance].words}
      </Badge>
      {passages.length === 0
        ? 'No passage holds any of these words.'
        : `The best passage covers ${formatShare(best)} of the question; an answer takes ${formatShare(minCoverage)}.`}{' '}
      <span className="whitespace-nowrap text-ink-3">Searched in {formatDuration(tookMs)}.</span>
    </p>
  );
}

type PassageProps = { passage: PassageHit; number: number; question: string; minCoverage: number };

function Passage({ passage, number, question, minCoverage }: PassageProps) {
  const enough = passage.coverage >= minCoverage;
  const words = wordsInCommon(question, `${passage.titlePath} ${passage.body}`);
  return (
    <article className="rounded-card border border-line bg-surface">
      <header className="flex items-baseline gap-2 px-3 pt-2.5">
        <span className="text-ink-3">{number}</span>
        <Link
          href={passageHref(passage)}
          prefetch={false}
          dir="auto"
          className="min-w-0 flex-1 break-words font-medium text-ink hover:text-accent"
        >
          <Highlight text={passage.titlePath} words={words} />
        </Link>
      </header>
      <div dir="auto" className="max-h-60 overflow-y-auto px-3 py-1.5 text-ink-2">
        <Markdown text={passage.body} words={words} />
      </div>
      <footer className="flex items-center gap-3 border-line border-t px-3 py-1.5 text-ink-3 text-xs">
        <span aria-hidden className="relative h-1 w-24 overflow-hidden rounded-full bg-hover">
          <span
            className={`absolute inset-y-0 left-0 rounded-full ${enough ? 'bg-accent' : 'bg-ink-3'}`}
            style={{ width: `${passage.coverage * 100}%` }}
          />
        </span>
        <span>Covers {formatShare(passage.coverage)}</span>
        <span title="Rarity of the words it shares with the question, and how much they weigh in it. Comparable within one search.">
          Score {passage.score.toFixed(1)}
        </span>
      </footer>
    </article>
  );
}

export function TestResultSkeleton() {
  return (
    <div role="status" aria-label="Searching" className="grid gap-3">
      <Skeleton className="h-5 w-2/3" />
      <Skeleton className="h-32" />
      <Skeleton className="h-32" />
    </div>
  );
}
