'use client';
import dynamic from 'next/dynamic';
import { useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { ContextPanel } from './context-panel';
import { ConversationList } from './conversation-list';
import { folderOf, inboxHref } from './folders';
import { DetailsSkeleton, EmptyPane, MessagesSkeleton } from './panes';
import { type InboxStart, useInbox } from './use-inbox';
import { useInboxKeys } from './use-inbox-keys';
import { useNow } from './use-now';

// Not needed to see the list; fetched while the agent looks at it.
const loadPane = () => import('./conversation-pane');
const ConversationPane = dynamic(loadPane, {
  loading: () => (
    <div className="min-w-0 flex-1 pt-14">
      <MessagesSkeleton />
    </div>
  ),
});
const HelpSheet = dynamic(() => import('./help-sheet'), { ssr: false });

/**
 * The inbox: list, conversation, context. What is open stands in the URL; on a phone each of the three is a page of
 * its own to the back button.
 * @param renderedAt when the server rendered it, milliseconds since 1970
 */
export function Inbox({ start, renderedAt }: { start: InboxStart; renderedAt: number }) {
  const params = useSearchParams();
  const folder = folderOf(params.get('folder'));
  const sessionId = params.get('session')?.toLowerCase() ?? null;
  const details = params.get('details') === '1';
  const { state, connection, problem, actions } = useInbox(start, { folder, sessionId });
  const now = useNow(renderedAt);
  const [help, setHelp] = useState(false);
  const composer = useRef<HTMLTextAreaElement>(null);
  /** Pages of this visit that lie behind the open one, so that "back" goes back instead of piling up. */
  const depth = useRef(0);

  useEffect(() => void loadPane(), []);

  const go = useCallback((href: string, how: 'push' | 'replace' = 'push') => {
    if (how === 'push') depth.current += 1;
    window.history[how === 'push' ? 'pushState' : 'replaceState'](null, '', href);
  }, []);
  useEffect(() => {
    const back = () => {
      depth.current = Math.max(depth.current - 1, 0);
    };
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  const leave = useCallback(
    (href: string) => {
      if (depth.current > 0) window.history.back();
      else go(href, 'replace');
    },
    [go],
  );

  const openSession = useCallback(
    (id: string) => go(inboxHref({ folder, sessionId: id }), sessionId ? 'replace' : 'push'),
    [folder, sessionId, go],
  );
  const conversation = state.conversation !== 'missing' ? state.conversation : null;
  const takeOver = useCallback(() => {
    if (!sessionId) return;
    void actions.change(sessionId, { handler: 'agent' });
    // The composer is there once the change is on screen.
    requestAnimationFrame(() => composer.current?.focus());
  }, [sessionId, actions.change]);

  useInboxKeys({
    sessions: state.sessions,
    sessionId,
    open: openSession,
    close: () => {
      if (sessionId && conversation?.session.status === 'open') void actions.change(sessionId, { status: 'closed' });
    },
    takeOver,
    reply: () => composer.current?.focus(),
    help: () => setHelp(true),
  });

  return (
    <div className="relative flex h-full min-h-0">
      <ConversationList
        state={state}
        connection={connection}
        now={now}
        onOpen={openSession}
        onFolder={(next) => go(inboxHref({ folder: next, sessionId }), 'replace')}
        onHelp={() => setHelp(true)}
        className={cn('w-full shrink-0 md:w-80', sessionId && 'max-md:hidden')}
      />
      {sessionId ? (
        <ConversationPane
          key={sessionId}
          state={state}
          sessionId={sessionId}
          now={now}
          problem={problem}
          composer={composer}
          onBack={() => leave(inboxHref({ folder }))}
          onDetails={() => go(inboxHref({ folder, sessionId, details: !details }), details ? 'replace' : 'push')}
          onTakeOver={takeOver}
          actions={actions}
          className={cn('min-w-0 flex-1', details && 'max-md:hidden')}
        />
      ) : (
        <EmptyPane empty={state.sessions?.length === 0} className="flex-1 max-md:hidden" />
      )}
      {sessionId && state.conversation === null ? (
        <DetailsSkeleton className="w-80 shrink-0 max-[1199px]:hidden" />
      ) : null}
      {sessionId && conversation ? (
        <ContextPanel
          conversation={conversation}
          now={now}
          onClose={() => leave(inboxHref({ folder, sessionId }))}
          className={cn('w-full shrink-0 md:w-80', !details && 'max-[1199px]:hidden')}
        />
      ) : null}
      {help ? <HelpSheet onClose={() => setHelp(false)} /> : null}
    </div>
  );
}
