import { CircleHelp, WifiOff } from 'lucide-react';
import Link from 'next/link';
import type { MouseEvent } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format';
import type { Folder } from '@/lib/conversations/schema';
import { ConversationRow } from './conversation-row';
import { FOLDERS, inboxHref } from './folders';
import { ListSkeleton } from './panes';
import type { InboxState } from './state';
import type { Connection } from './use-live';

type Props = {
  state: InboxState;
  connection: Connection;
  now: number;
  onOpen(sessionId: string): void;
  onFolder(folder: Folder): void;
  onHelp(): void;
  className?: string;
};

const EMPTY: Record<Folder, { title: string; text: string }> = {
  open: {
    title: 'No open conversations',
    text: 'When a visitor writes in the widget, the conversation appears here at once.',
  },
  mine: {
    title: 'Nothing assigned to you',
    text: 'Take over a conversation and it stays here until you hand it back or close it.',
  },
  unassigned: { title: 'Nothing unassigned', text: 'Every open conversation has somebody who answers it.' },
  closed: { title: 'No closed conversations', text: 'Close a conversation with e when it is settled.' },
};

/** A plain click stays in this window; every other one is the browser's. */
const isPlain = (event: MouseEvent) =>
  !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button);

/** The folders with their counts, and the newest conversations of the one that is open. */
export function ConversationList({ state, connection, now, onOpen, onFolder, onHelp, className }: Props) {
  const { folder, sessions, counts, sessionId } = state;
  return (
    <section
      aria-label="Conversations"
      className={cn('flex min-h-0 flex-col border-line border-r bg-surface', className)}
    >
      <header className="flex h-14 shrink-0 items-center justify-between px-4">
        <h1>Inbox</h1>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Keyboard shortcuts"
          onClick={onHelp}
          className="-mr-1.5 max-md:hidden"
        >
          <CircleHelp aria-hidden />
        </Button>
      </header>
      <nav
        aria-label="Folders"
        className="flex shrink-0 justify-between overflow-x-auto border-line border-b px-2.5 pb-2"
      >
        {FOLDERS.map((item) => (
          <a
            key={item.folder}
            href={inboxHref({ folder: item.folder, sessionId })}
            aria-current={item.folder === folder ? 'page' : undefined}
            onClick={(event) => {
              if (!isPlain(event)) return;
              event.preventDefault();
              onFolder(item.folder);
            }}
            className={cn(
              'flex h-7 items-center gap-1 whitespace-nowrap rounded-control px-1.5 text-[13px] transition-colors duration-150',
              item.folder === folder ? 'bg-hover font-medium text-ink' : 'text-ink-2 hover:text-ink',
            )}
          >
            {item.label}
            {/* What is closed waits for nobody; its count would only push the others out of sight. */}
            {item.folder === 'closed' ? null : (
              <span className="font-normal text-ink-3 text-xs">{countOf(counts[item.folder])}</span>
            )}
          </a>
        ))}
      </nav>
      {connection === 'lost' ? (
        <p
          role="status"
          className="flex shrink-0 items-center gap-2 border-line border-b bg-warn-soft px-4 py-1.5 text-[13px] text-warn"
        >
          <WifiOff aria-hidden className="size-4" /> Live updates lost; reconnecting
        </p>
      ) : null}
      <div className="min-h-0 flex-1 overflow-y-auto">
        {sessions === null ? <ListSkeleton /> : null}
        {sessions?.length === 0 ? <EmptyState title={EMPTY[folder].title}>{EMPTY[folder].text}</EmptyState> : null}
        <ul>
          {sessions?.map((session) => (
            <li key={session.id}>
              <ConversationRow
                session={session}
                href={inboxHref({ folder, sessionId: session.id })}
                selected={session.id === sessionId}
                unread={state.unread.has(session.id)}
                answering={state.answering.has(session.id)}
                mine={session.assignedTo === state.me.userId}
                now={now}
                onClick={(event) => {
                  if (!isPlain(event)) return;
                  event.preventDefault();
                  onOpen(session.id);
                }}
              />
            </li>
          ))}
        </ul>
        {sessions && counts[folder] > sessions.length && sessions.length > 0 ? (
          <p className="px-4 py-3 text-[13px] text-ink-3">
            The newest {sessions.length}.{' '}
            <Link
              href={`/transcripts?status=${folder === 'closed' ? 'closed' : 'open'}`}
              className="text-accent hover:underline"
            >
              All of them are in Transcripts
            </Link>
          </p>
        ) : null}
      </div>
    </section>
  );
}

/** The database counts to 1,000 and stops. */
const countOf = (count: number): string => (count >= 1000 ? '999+' : formatCount(count));
