import type { MouseEventHandler } from 'react';
import { Ago } from '@/components/chat/ago';
import { visitorName } from '@/components/chat/visitor-name';
import { cn } from '@/components/ui/cn';
import type { SessionSummary } from '@/lib/conversations/schema';

type Props = {
  session: SessionSummary;
  href: string;
  selected: boolean;
  unread: boolean;
  answering: boolean;
  mine: boolean;
  now: number;
  onClick: MouseEventHandler;
};

/** A lead of this score or more is shown in the list. */
const NOTABLE_SCORE = 40;

/** One conversation of the list: who, when, what was said last, and who answers when it is a person. */
export function ConversationRow({ session, href, selected, unread, answering, mine, now, onClick }: Props) {
  const { id, title, preview, lastRole, handler, assignedName, leadScore } = session;
  return (
    <a
      id={`row-${id}`}
      href={href}
      aria-current={selected ? 'true' : undefined}
      onClick={onClick}
      className={cn(
        'relative grid grid-cols-[minmax(0,1fr)] gap-0.5 border-line border-b px-4 py-2.5 transition-colors duration-150 focus-visible:-outline-offset-2',
        selected ? 'bg-accent-soft' : 'hover:bg-hover',
      )}
    >
      <span className="flex items-baseline gap-2">
        {unread ? (
          <span className="absolute top-[17px] left-1.5 size-1.5 rounded-full bg-accent">
            <span className="sr-only">Unread.</span>
          </span>
        ) : null}
        <span className={cn('truncate', unread ? 'font-semibold text-ink' : 'font-medium text-ink')}>
          {visitorName(session.visitorName, id)}
        </span>
        <Ago at={session.lastMessageAt} now={now} className="ml-auto shrink-0 text-ink-3 text-xs" />
      </span>
      <span className={cn('truncate text-[13px]', unread ? 'text-ink' : 'text-ink-2')}>
        {title || 'No message yet'}
      </span>
      <span className="flex min-h-5 items-center gap-2 text-[13px] text-ink-3">
        <span className="truncate">
          {answering ? (
            <span className="animate-[breathe_1.6s_ease-in-out_infinite] text-ink-2">Answering…</span>
          ) : lastRole && preview !== title ? (
            `${SPEAKERS[lastRole]}: ${preview}`
          ) : (
            ''
          )}
        </span>
        <span className="ml-auto flex shrink-0 items-center gap-1.5 text-xs">
          {leadScore !== null && leadScore >= NOTABLE_SCORE ? <span className="text-ok">Lead {leadScore}</span> : null}
          {handler === 'agent' ? (
            <span
              className={cn(
                'rounded-control border bg-surface px-1',
                mine ? 'border-accent text-accent' : 'border-line-strong text-ink-2',
              )}
            >
              {mine ? 'You' : (assignedName?.split(' ')[0] ?? 'Agent')}
            </span>
          ) : null}
        </span>
      </span>
    </a>
  );
}

const SPEAKERS = { user: 'Visitor', assistant: 'Assistant', agent: 'Team' } as const;
