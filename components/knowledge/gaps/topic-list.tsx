import Link from 'next/link';
import { Ago } from '@/components/chat/ago';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import type { FormState } from '@/lib/companies/schema';
import type { RetryState, Topic } from '@/lib/gaps/schema';
import { Dismiss, Retry, Undo } from './topic-actions';
import { writeHref } from './write-href';

export type TopicActions = {
  dismiss: (state: FormState, form: FormData) => Promise<FormState>;
  unmark: (state: FormState, form: FormData) => Promise<FormState>;
  retry: (state: RetryState, form: FormData) => Promise<RetryState>;
};

type Props = { topics: Topic[]; now: number; actions: TopicActions };

/** Topics, the most asked first; each opens to examples and to what can be done about it. */
export function TopicList({ topics, now, actions }: Props) {
  const most = Math.max(1, ...topics.map(({ count }) => count));
  return (
    <ul className="border-line border-t">
      {topics.map((topic) => (
        <li key={topic.examples[0]?.messageId} className="border-line border-b">
          <details className="group" name="gap-topic">
            <summary className="grid cursor-pointer list-none grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-hover md:px-6 [&::-webkit-details-marker]:hidden">
              <span dir="auto" className="min-w-0 break-words font-medium text-ink group-open:font-semibold">
                {topic.label}
              </span>
              <span className="text-right text-ink tabular-nums">
                {formatCount(topic.count)}
                <span className="sr-only"> times asked</span>
              </span>
              <span className="flex flex-wrap gap-x-3 text-[13px] text-ink-3">
                <span>{topic.visitors === 1 ? '1 visitor' : `${formatCount(topic.visitors)} visitors`}</span>
                <span>
                  last asked <Ago at={topic.lastAskedAt} now={now} />
                </span>
                <Trend count={topic.count} before={topic.before} />
                {topic.byAgents > 0 ? <span>{`${formatCount(topic.byAgents)} answered by an agent`}</span> : null}
              </span>
              <span aria-hidden className="h-1 w-16 justify-self-end overflow-hidden rounded-full bg-hover md:w-24">
                <span
                  className="block h-full rounded-full bg-accent"
                  style={{ width: `${(topic.count / most) * 100}%` }}
                />
              </span>
            </summary>
            <div className="grid gap-3 px-4 pt-1 pb-4 md:px-6">
              <Examples topic={topic} now={now} />
              {topic.mark ? (
                <Undo markId={topic.mark.id} action={actions.unmark} />
              ) : (
                <div className="flex flex-wrap items-start gap-2">
                  <Button asChild variant="primary" size="sm">
                    <Link href={writeHref(topic.title)}>Write an article</Link>
                  </Button>
                  <Retry question={topic.label} action={actions.retry} />
                  <Dismiss question={topic.label} asked={topic.count} action={actions.dismiss} />
                </div>
              )}
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}

/** Against the same number of days before. A word beside the number, so that no colour is needed. */
function Trend({ count, before }: { count: number; before: number | null }) {
  if (before === null) return null;
  if (before === 0) return <span>new</span>;
  if (before === count) return <span>as often as before</span>;
  return <span>{`${count > before ? 'up' : 'down'} from ${formatCount(before)}`}</span>;
}

function Examples({ topic, now }: { topic: Topic; now: number }) {
  return (
    <ul className="grid gap-1.5 border-line border-l-2 pl-3">
      {topic.examples.map(({ messageId, sessionId, text, askedAt, agentMessageId }) => (
        <li key={messageId} className="text-[13px]">
          <Link
            href={`/transcripts/${sessionId}#message-${messageId}`}
            prefetch={false}
            dir="auto"
            className="break-words text-ink-2 hover:text-accent"
          >
            {text}
          </Link>{' '}
          <span className="whitespace-nowrap text-ink-3">
            <Ago at={askedAt} now={now} />
          </span>
          {agentMessageId ? (
            <>
              {' '}
              <Link
                href={`/transcripts/${sessionId}#message-${agentMessageId}`}
                prefetch={false}
                className="whitespace-nowrap text-accent hover:underline"
              >
                An agent answered
              </Link>
            </>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** Topics that an article answers by now. */
export function AnsweredList({ topics, now, actions }: Props) {
  return (
    <ul className="grid gap-3 px-4 pb-4 md:px-6">
      {topics.map(({ label, count, lastAskedAt, mark }) => (
        <li key={mark?.id} className="grid gap-0.5">
          <p dir="auto" className="break-words text-ink">
            {label}
          </p>
          <p className="flex flex-wrap items-center gap-x-3 text-[13px] text-ink-3">
            {mark?.source ? (
              <span>
                Answered by{' '}
                <Link href={`/knowledge/${mark.source.id}`} dir="auto" className="text-accent hover:underline">
                  {mark.source.title}
                </Link>
              </span>
            ) : null}
            <span>{`${formatCount(count)} asked, the last`}</span>
            <Ago at={lastAskedAt} now={now} />
            {mark ? <Undo markId={mark.id} action={actions.unmark} /> : null}
          </p>
        </li>
      ))}
    </ul>
  );
}
