import type { Metadata } from 'next';
import Link from 'next/link';
import { RatedBadly } from '@/components/knowledge/gaps/rated-badly';
import { AnsweredList, TopicList } from '@/components/knowledge/gaps/topic-list';
import { KnowledgeTabs } from '@/components/knowledge/knowledge-tabs';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount, formatShare } from '@/components/ui/format';
import { dismissTopic, retryTopic, unmarkTopic } from '@/lib/gaps/actions';
import { loadGaps, periodOf } from '@/lib/gaps/loaders';
import { type GapBoard, PERIODS } from '@/lib/gaps/schema';

export const metadata: Metadata = { title: 'Content gaps' };

type Params = { searchParams: Promise<{ days?: string | string[] }> };

const actions = { dismiss: dismissTopic, unmark: unmarkTopic, retry: retryTopic };

export default async function GapsPage({ searchParams }: Params) {
  const board = await loadGaps(periodOf((await searchParams).days));
  const { days, open, answered, dismissed, rated } = board;
  const now = Date.now();
  return (
    <div className="flex min-h-full flex-col lg:h-full lg:min-h-0">
      <header className="grid gap-3 border-line border-b px-4 pt-5 pb-3 md:px-6">
        <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
          <div className="min-w-0 flex-1 basis-64">
            <h1>Content gaps</h1>
            <p className="text-ink-2">{summaryOf(board)}</p>
          </div>
          <nav aria-label="Period" className="flex gap-1">
            {PERIODS.map((period) => (
              <Button key={period} asChild size="sm" variant={period === days ? 'secondary' : 'ghost'}>
                <Link href={`/knowledge/gaps?days=${period}`} aria-current={period === days ? 'page' : undefined}>
                  {period} days
                </Link>
              </Button>
            ))}
          </nav>
        </div>
        <KnowledgeTabs current="gaps" />
      </header>
      <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
        <section aria-label="Topics without an answer" className="min-w-0 flex-1 lg:overflow-y-auto">
          {board.cut || board.troubled > 0 ? <Notes board={board} /> : null}
          {open.length > 0 ? (
            <TopicList topics={open} now={now} actions={actions} />
          ) : (
            <EmptyState title={board.searched === 0 ? 'No questions yet' : 'No topic is open'}>
              {emptySentence(board)}
            </EmptyState>
          )}
          {answered.length > 0 ? (
            <>
              <h2 className="px-4 pt-6 pb-2 md:px-6">Now answered</h2>
              <AnsweredList topics={answered} now={now} actions={actions} />
            </>
          ) : null}
          {dismissed.length > 0 ? (
            <details className="px-0 pt-2 pb-6">
              <summary className="cursor-pointer px-4 py-2 text-ink-2 hover:text-ink md:px-6">
                {dismissed.length === 1 ? '1 dismissed topic' : `${formatCount(dismissed.length)} dismissed topics`}
              </summary>
              <TopicList topics={dismissed} now={now} actions={actions} />
            </details>
          ) : null}
        </section>
        <section
          aria-labelledby="rated-heading"
          className="border-line border-t bg-sunken px-4 py-4 md:px-6 lg:w-[380px] lg:shrink-0 lg:overflow-y-auto lg:border-t-0 lg:border-l lg:px-5 xl:w-[440px]"
        >
          <RatedBadly rated={rated} now={now} />
        </section>
      </div>
    </div>
  );
}

function summaryOf({ days, searched, unanswered }: GapBoard): string {
  const asked = `${formatCount(searched)} ${searched === 1 ? 'question' : 'questions'}`;
  if (searched === 0) return `No questions in the last ${days} days.`;
  return `${asked}, ${formatCount(unanswered)} without an answer (${formatShare(unanswered / searched)}) in the last ${days} days.`;
}

function emptySentence({ days, searched, unanswered }: GapBoard): string {
  if (searched === 0)
    return 'Once visitors ask, the questions that your articles do not answer are gathered here by topic.';
  if (unanswered === 0) return `Every question of the last ${days} days found an answer.`;
  return 'What was asked without an answer is answered by now, or was dismissed.';
}

function Notes({ board: { cut, troubled } }: { board: GapBoard }) {
  return (
    <p className="px-4 pt-3 pb-2 text-[13px] text-ink-3 md:px-6">
      {cut ? 'There were more questions than are grouped; these are the newest 2,000. ' : null}
      {troubled > 0
        ? `${formatCount(troubled)} more ${troubled === 1 ? 'search' : 'searches'} came too late or failed, which is no gap of your articles.`
        : null}
    </p>
  );
}
