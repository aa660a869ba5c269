import { endingOf } from '@/components/receipt/ending';
import { Receipt } from '@/components/receipt/receipt';
import { cn } from '@/components/ui/cn';
import type { Message } from '@/lib/conversations/schema';
import { Ago } from './ago';
import { Highlight } from './highlight';
import { Markdown } from './markdown';
import { MessageBlock } from './message';
import { Sources } from './sources';

type Props = { message: Message; visitorLabel: string; now: number; words?: string[] };

const NO_WORDS: string[] = [];

/** A message as it is stored, drawn as the visitor sees it; under an answer its sources and its receipt. */
export function StoredMessage({ message, visitorLabel, now, words = NO_WORDS }: Props) {
  const { role, text, turn } = message;
  const ending = turn && endingOf(turn, role === 'assistant');
  return (
    <div className="grid grid-cols-1 gap-1">
      <MessageBlock
        id={`message-${message.id}`}
        from={role}
        name={role === 'user' ? visitorLabel : role === 'assistant' ? 'Assistant' : (message.authorName ?? 'Team')}
        meta={<Ago at={message.createdAt} now={now} />}
      >
        {role === 'user' ? (
          <p className="whitespace-pre-wrap">
            <Highlight text={text} words={words} />
          </p>
        ) : (
          <Markdown text={text} words={words} {...(role === 'assistant' ? { sources: message.sources } : {})} />
        )}
      </MessageBlock>
      {role === 'assistant' ? <Sources sources={message.sources} words={words} /> : null}
      {message.rating ? (
        <p dir="auto" className={cn('break-words text-[13px]', message.rating === 'bad' ? 'text-bad' : 'text-ok')}>
          {message.rating === 'bad' ? 'Rated bad' : 'Rated good'}
          {message.ratingComment ? `: ${message.ratingComment}` : null}
        </p>
      ) : null}
      {turn && turn.outcome !== 'running' ? (
        <>
          {ending ? (
            <p className={cn('text-[13px]', ending.bad ? 'text-bad' : 'text-ink-3')}>
              {ending.sentence}
              {role === 'user' && turn.outcome === 'interrupted' ? ' before the answer began' : null}
            </p>
          ) : null}
          <Receipt turn={turn} />
        </>
      ) : null}
    </div>
  );
}

const dayFormat = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });

/** A line between two days of a conversation. */
export function DayLine({ at, before }: { at: string; before: string | undefined }) {
  if (!before || before.slice(0, 10) === at.slice(0, 10)) return null;
  return (
    <p className="flex items-center gap-3 text-ink-3 text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {dayFormat.format(new Date(at))}
    </p>
  );
}
