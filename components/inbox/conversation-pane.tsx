import { ArrowLeft, PanelRight } from 'lucide-react';
import type { RefObject } from 'react';
import { visitorName } from '@/components/chat/visitor-name';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { Conversation } from '@/lib/conversations/schema';
import { Composer } from './composer';
import { MessageList } from './message-list';
import { MessagesSkeleton } from './panes';
import type { InboxState } from './state';
import type { InboxActions } from './use-inbox';

type Props = {
  state: InboxState;
  sessionId: string;
  now: number;
  problem: string | null;
  composer: RefObject<HTMLTextAreaElement | null>;
  onBack(): void;
  onDetails(): void;
  onTakeOver(): void;
  actions: InboxActions;
  className?: string;
};

/** The open conversation: who answers it, what was said, and the composer. */
export default function ConversationPane(props: Props) {
  const { state, sessionId, now, problem, composer, onBack, onDetails, onTakeOver, actions, className } = props;
  const { conversation, me } = state;
  if (conversation === 'missing') {
    return (
      <section className={cn('grid place-items-center', className)}>
        <EmptyState
          title="This conversation does not exist"
          action={<Button onClick={onBack}>Back to the list</Button>}
        >
          It may have been deleted, or the link is not complete.
        </EmptyState>
      </section>
    );
  }
  const shown = conversation?.session.id === sessionId ? conversation : null;
  const session = shown?.session;
  const mine = session?.handler === 'agent' && session.assignedTo === me.userId;
  return (
    <section aria-label="Conversation" className={cn('flex min-h-0 flex-col bg-bg', className)}>
      <header className="flex h-14 shrink-0 items-center gap-2 border-line border-b bg-surface px-2 md:px-6">
        <Button variant="ghost" size="icon" aria-label="Back to the list" onClick={onBack} className="md:hidden">
          <ArrowLeft aria-hidden />
        </Button>
        {shown && session ? (
          <div className="min-w-0 flex-1">
            <h2 className="truncate">{visitorName(nameOf(shown), sessionId)}</h2>
            <p className="truncate text-ink-3 text-xs">{standing(shown, mine)}</p>
          </div>
        ) : (
          <div className="grid flex-1 gap-1.5">
            <Skeleton className="h-3.5 w-32" />
            <Skeleton className="h-3 w-44" />
          </div>
        )}
        {session?.status === 'open' ? (
          <>
            {mine ? (
              <Button onClick={() => void actions.change(sessionId, { handler: 'assistant' })}>Hand back</Button>
            ) : null}
            <Button
              variant="ghost"
              title="Close (e)"
              onClick={() => void actions.change(sessionId, { status: 'closed' })}
            >
              Close
            </Button>
          </>
        ) : null}
        <Button variant="ghost" size="icon" aria-label="Details" onClick={onDetails} className="min-[1200px]:hidden">
          <PanelRight aria-hidden />
        </Button>
      </header>
      {shown ? (
        <>
          <MessageList
            conversation={shown}
            live={state.live}
            outgoing={state.outgoing.filter((reply) => reply.sessionId === sessionId)}
            now={now}
            me={me.name}
            onRetry={(reply) => void actions.send(sessionId, reply.text, reply.clientMessageId)}
            onDrop={actions.drop}
          />
          {problem ? (
            <p
              role="alert"
              className="shrink-0 border-line border-t bg-bad-soft px-4 py-1.5 text-[13px] text-bad md:px-6"
            >
              {problem}
            </p>
          ) : null}
          <Composer
            ref={composer}
            session={shown.session}
            mine={mine}
            onTakeOver={onTakeOver}
            onReopen={() => void actions.change(sessionId, { status: 'open' })}
            onSend={(text) => void actions.send(sessionId, text)}
          />
        </>
      ) : (
        <MessagesSkeleton />
      )}
    </section>
  );
}

const nameOf = ({ lead, visitor }: Conversation): string | null => lead?.name ?? visitor.name;

function standing({ session }: Conversation, mine: boolean): string {
  if (session.status === 'closed') return 'Closed';
  if (session.handler === 'assistant') return 'The assistant answers';
  return mine ? 'You answer' : `${session.assignedName ?? 'Another agent'} answers`;
}
