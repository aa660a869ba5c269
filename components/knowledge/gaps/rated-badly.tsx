import Link from 'next/link';
import { Ago } from '@/components/chat/ago';
import { passageHref } from '@/components/chat/passage-href';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { formatCount, formatShare } from '@/components/ui/format';
import type { BadTopic, GapBoard } from '@/lib/gaps/schema';
import { writeHref } from './write-href';

/** Answers that visitors rated badly, with what they rest on. */
export function RatedBadly({ rated, now }: { rated: GapBoard['rated']; now: number }) {
  const { good, bad, topics } = rated;
  return (
    <>
      <h2 id="rated-heading">Rated badly</h2>
      <p className="mt-0.5 text-ink-2">
        {good + bad === 0
          ? 'Visitors can rate each answer in the widget. Nobody has yet.'
          : `${formatCount(bad)} of ${formatCount(good + bad)} ratings are bad (${formatShare(bad / (good + bad))}).`}
      </p>
      {good > 0 && bad === 0 ? <p className="mt-3 text-ink-3">All that was rated was rated well.</p> : null}
      <ol className="mt-3 grid gap-3">
        {topics.map((topic) => (
          <li key={topic.answers[0]?.turnId}>
            <Rated topic={topic} now={now} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Rated({ topic: { label, title, count, answers }, now }: { topic: BadTopic; now: number }) {
  const [newest] = answers;
  if (!newest) return null;
  const [source] = newest.sources;
  const comments = answers.flatMap(({ comment, turnId }) => (comment ? [{ comment, turnId }] : [])).slice(0, 3);
  return (
    <article className="rounded-card border border-line bg-surface px-3 py-2.5">
      <header className="flex items-start gap-2">
        <p dir="auto" className="min-w-0 flex-1 break-words font-medium text-ink">
          {label}
        </p>
        {count > 1 ? <Badge tone="bad">{`${formatCount(count)} times`}</Badge> : null}
      </header>
      <p dir="auto" className="mt-1 line-clamp-3 break-words text-[13px] text-ink-2">
        {newest.answer}
      </p>
      {comments.map(({ comment, turnId }) => (
        <blockquote
          key={turnId}
          dir="auto"
          className="mt-1.5 break-words border-line-strong border-s-2 ps-2 text-[13px] text-ink"
        >
          {comment}
        </blockquote>
      ))}
      <p className="mt-1.5 flex flex-wrap gap-x-3 text-ink-3 text-xs">
        <Link
          href={`/transcripts/${newest.sessionId}#message-${newest.turnId}`}
          prefetch={false}
          className="hover:text-accent"
        >
          Transcript, <Ago at={newest.ratedAt} now={now} />
        </Link>
        {newest.sources.length === 0 ? <span>It cited no article.</span> : null}
        {newest.sources.map((cited) => (
          <Link
            key={cited.sourceId}
            href={passageHref(cited)}
            prefetch={false}
            dir="auto"
            className="break-words hover:text-accent"
          >
            {cited.title}
          </Link>
        ))}
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        {source ? (
          <Button asChild size="sm">
            <Link href={passageHref(source)}>Edit the article</Link>
          </Button>
        ) : null}
        <Button asChild size="sm" variant={source ? 'ghost' : 'secondary'}>
          <Link href={writeHref(title)}>Write an article</Link>
        </Button>
      </div>
    </article>
  );
}
