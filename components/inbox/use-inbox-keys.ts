'use client';
import { useEffect, useEffectEvent } from 'react';
import type { SessionSummary } from '@/lib/conversations/schema';

type Keys = {
  sessions: SessionSummary[] | null;
  sessionId: string | null;
  open(sessionId: string): void;
  close(): void;
  takeOver(): void;
  reply(): void;
  help(): void;
};

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The inbox's keys; none of them works while somebody types or a dialog is open. */
export function useInboxKeys(keys: Keys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
    if (document.querySelector('[role="dialog"],[role="menu"]')) return;
    const action = {
      j: () => step(keys, 1),
      k: () => step(keys, -1),
      e: keys.close,
      t: keys.takeOver,
      r: keys.reply,
      '?': keys.help,
    }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

function step({ sessions, sessionId, open }: Keys, by: 1 | -1): void {
  if (!sessions || sessions.length === 0) return;
  const at = sessions.findIndex((session) => session.id === sessionId);
  const next = sessions[at === -1 ? 0 : Math.min(Math.max(at + by, 0), sessions.length - 1)];
  if (!next || next.id === sessionId) return;
  open(next.id);
  document.getElementById(`row-${next.id}`)?.scrollIntoView({ block: 'nearest' });
}
