import { ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type Ref, useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import type { Conversation } from '@/lib/conversations/schema';
import { Key } from './panes';
import { useSendKey } from './use-send-key';

type Props = {
  ref: Ref<HTMLTextAreaElement>;
  session: Conversation['session'];
  mine: boolean;
  onTakeOver(): void;
  onReopen(): void;
  onSend(text: string): void;
};

/** Drafts of this visit: they wait while the agent looks at other conversations. */
const drafts = new Map<string, string>();

const LONGEST = 10_000;

/** Where a person answers. Before that it says who does, and offers to take over. */
export function Composer({ ref, session, mine, onTakeOver, onReopen, onSend }: Props) {
  const sendKey = useSendKey();
  const [text, setText] = useState(drafts.get(session.id) ?? '');
  useEffect(() => {
    if (text) drafts.set(session.id, text);
    else drafts.delete(session.id);
  }, [text, session.id]);

  if (session.status === 'closed') {
    return (
      <Notice text="This conversation is closed. A new message of the visitor opens it again.">
        <Button onClick={onReopen}>Reopen</Button>
      </Notice>
    );
  }
  if (!mine) {
    const taken = session.handler === 'agent' && session.assignedTo !== null;
    return (
      <Notice
        text={
          session.handler === 'assistant'
            ? 'The assistant answers this conversation.'
            : `${session.assignedName ?? 'Another agent'} answers this conversation.`
        }
      >
        {taken ? null : (
          <Button variant="primary" title="Take over (t)" onClick={onTakeOver}>
            Take over
          </Button>
        )}
      </Notice>
    );
  }

  const ready = text.trim() !== '' && text.length <= LONGEST;
  const send = () => {
    if (!ready) return;
    onSend(text.trim());
    setText('');
  };
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape') {
      event.currentTarget.blur();
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className="shrink-0 border-line border-t bg-surface px-4 py-3 md:px-6"
    >
      <div className="rounded-card border border-line-strong bg-bg transition-colors duration-150 focus-within:border-accent">
        <textarea
          ref={ref}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={keys}
          rows={3}
          aria-label="Reply"
          placeholder="Write a reply"
          className="field-sizing-content block max-h-64 min-h-18 w-full resize-none bg-transparent px-3 pt-2.5 leading-[22px] outline-none placeholder:text-ink-3 max-md:text-base"
        />
        <div className="flex items-center gap-2 px-2 pb-2">
          <p className="ml-1 text-ink-3 text-xs">
            {text.length > LONGEST ? (
              <span className="text-bad">{text.length - LONGEST} characters too long</span>
            ) : (
              <span className="max-md:hidden">
                <Key>{sendKey}</Key> <Key>↵</Key> sends
              </span>
            )}
          </p>
          <Button type="submit" variant="primary" size="sm" disabled={!ready} className="ml-auto">
            Send <ArrowUp aria-hidden />
          </Button>
        </div>
      </div>
    </form>
  );
}

function Notice({ text, children }: { text: string; children: React.ReactNode }) {
  return (
    <div className="flex min-h-16 shrink-0 items-center justify-between gap-4 border-line border-t bg-surface px-4 py-3 md:px-6">
      <p className="text-ink-2">{text}</p>
      {children}
    </div>
  );
}
