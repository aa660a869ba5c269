'use client';
import { ArrowDown, RotateCcw } from 'lucide-react';
import { Fragment, memo } from 'react';
import { Markdown } from '@/components/chat/markdown';
import { MessageBlock } from '@/components/chat/message';
import { DayLine, StoredMessage } from '@/components/chat/stored-message';
import { visitorName } from '@/components/chat/visitor-name';
import { Button } from '@/components/ui/button';
import type { Conversation } from '@/lib/conversations/schema';
import { LiveAnswerBlock } from './live-answer';
import type { LiveAnswer, Outgoing } from './state';
import { useStickToBottom } from './use-stick-to-bottom';

type Props = {
  conversation: Conversation;
  live: LiveAnswer | null;
  outgoing: Outgoing[];
  now: number;
  /** The signed-in agent's name. */
  me: string;
  onRetry(reply: Outgoing): void;
  onDrop(clientMessageId: string): void;
};

/** What was said, oldest first. It follows new text only while its reader is at the bottom. */
export function MessageList({ conversation, live, outgoing, now, me, onRetry, onDrop }: Props) {
  const { session, visitor, lead, messages } = conversation;
  const { frame, content, away, toBottom } = useStickToBottom();
  const visitorLabel = visitorName(lead?.name ?? visitor.name, session.id);
  return (
    <div className="relative min-h-0 flex-1">
      <div ref={frame} className="h-full overflow-y-auto overscroll-contain">
        <div ref={content} className="grid grid-cols-1 gap-5 px-4 py-6 md:px-6">
          {messages.map((message, index) => (
            <Fragment key={message.id}>
              <DayLine at={message.createdAt} before={messages[index - 1]?.createdAt} />
              <KeptMessage message={message} visitorLabel={visitorLabel} now={now} />
            </Fragment>
          ))}
          {outgoing.map((reply) => (
            <MessageBlock
              key={reply.clientMessageId}
              from="agent"
              name={me}
              meta={reply.failed ? <span className="text-bad">Not sent</span> : 'Sending'}
            >
              <Markdown text={reply.text} />
              {reply.failed ? (
                <p role="alert" className="mt-2 flex flex-wrap items-center gap-2 text-[13px] text-bad">
                  {reply.failed}
                  <Button size="sm" onClick={() => onRetry(reply)}>
                    <RotateCcw aria-hidden /> Send again
                  </Button>
                  <Button size="sm" variant="ghost" onClick={() => onDrop(reply.clientMessageId)}>
                    Discard
                  </Button>
                </p>
              ) : null}
            </MessageBlock>
          ))}
          {live ? <LiveAnswerBlock live={live} /> : null}
        </div>
      </div>
      {away ? (
        <button
          type="button"
          onClick={toBottom}
          className="absolute bottom-3 left-1/2 flex h-8 -translate-x-1/2 animate-appear items-center gap-1 rounded-full bg-surface px-3 text-[13px] text-ink shadow-overlay"
        >
          <ArrowDown aria-hidden className="size-4" /> {away === 'new' ? 'New' : 'Latest'}
        </button>
      ) : null}
    </div>
  );
}

/** Memoised: while an answer streams, everything above it stays as it is. */
const KeptMessage = memo(StoredMessage);
