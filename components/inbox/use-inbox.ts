'use client';
import { type Dispatch, useCallback, useEffect, useEffectEvent, useReducer, useRef, useState } from 'react';
import type { Conversation, Folder, Inbox, SessionChange } from '@/lib/conversations/schema';
import { changeSession, fetchConversation, fetchInbox, RequestFailed, sendReply } from './api';
import { type InboxAction, type InboxState, initialState, reduce } from './state';
import { type Connection, useLive } from './use-live';

/** Events that come together cause one reading. */
const GATHER_MS = 150;

export type InboxStart = {
  me: { userId: string; name: string };
  folder: Folder;
  inbox: Inbox;
  sessionId: string | null;
  conversation: Conversation | null;
};

export type InboxActions = {
  /** Takes over, hands back, closes or opens the conversation, at once on screen. */
  change(sessionId: string, change: SessionChange): Promise<void>;
  /** Sends a reply, or the same one again when it failed. */
  send(sessionId: string, text: string, clientMessageId?: string): Promise<void>;
  drop(clientMessageId: string): void;
};

/** The live state of the inbox for the folder and conversation in the URL. */
export function useInbox(
  start: InboxStart,
  place: { folder: Folder; sessionId: string | null },
): { state: InboxState; connection: Connection; problem: string | null; actions: InboxActions } {
  const { folder, sessionId } = place;
  const [state, dispatch] = useReducer(reduce, start, initialState);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => dispatch({ type: 'opened', folder, sessionId }), [folder, sessionId]);

  const search = new URLSearchParams({ folder, ...(sessionId ? { session: sessionId } : {}) });
  const connection = useLive(
    `/api/inbox/events?${search}`,
    (events) => {
      for (const event of events) dispatch({ type: 'event', event });
    },
    () => window.location.assign(`/sign-in?next=${encodeURIComponent(`/inbox?${search}`)}`),
  );

  useReading(state.listWanted, () => readList(folder, dispatch));
  useReading(state.conversationWanted, () => readConversation(sessionId, dispatch));

  const change = useCallback(async (id: string, wanted: SessionChange) => {
    setProblem(null);
    dispatch({ type: 'change.made', sessionId: id, change: wanted });
    try {
      await changeSession(id, wanted);
    } catch (error) {
      setProblem(sentence(error));
      dispatch({ type: 'change.refused' });
    }
  }, []);

  const send = useCallback(async (id: string, text: string, clientMessageId = newClientId()) => {
    dispatch({ type: 'reply.sending', reply: { sessionId: id, clientMessageId, text, failed: null } });
    try {
      const message = await sendReply(id, { clientMessageId, text });
      dispatch({ type: 'reply.stored', sessionId: id, message });
    } catch (error) {
      dispatch({ type: 'reply.refused', clientMessageId, reason: sentence(error) });
      // Somebody else may answer by now.
      if (error instanceof RequestFailed && error.status === 409) dispatch({ type: 'change.refused' });
    }
  }, []);

  const drop = useCallback((clientMessageId: string) => dispatch({ type: 'reply.dropped', clientMessageId }), []);
  return { state, connection, problem, actions: { change, send, drop } };
}

/** Reads again a moment after `wanted` grew. What fails is read with the next snapshot: the stream brings one. */
function useReading(wanted: number, read: () => Promise<void>): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const readNow = useEffectEvent(() => {
    timer.current = undefined;
    void read();
  });
  useEffect(() => {
    // A wish that comes while one waits is fulfilled with it; putting it off would starve a busy inbox.
    if (wanted > 0) timer.current ??= setTimeout(readNow, GATHER_MS);
  }, [wanted]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}

async function readList(folder: Folder, dispatch: Dispatch<InboxAction>): Promise<void> {
  try {
    dispatch({ type: 'list.read', folder, inbox: await fetchInbox(folder) });
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
  }
}

async function readConversation(sessionId: string | null, dispatch: Dispatch<InboxAction>): Promise<void> {
  if (!sessionId) return;
  try {
    dispatch({ type: 'conversation.read', sessionId, conversation: await fetchConversation(sessionId) });
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
  }
}

const sentence = (error: unknown): string =>
  error instanceof RequestFailed ? error.message : 'Something failed in this window. Reload the page.';

/** Not `crypto.randomUUID`: that one exists only on https and localhost. */
const newClientId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
