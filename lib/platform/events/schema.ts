/** A message as every reader sees it (the database's `message_json`). */
export type LiveMessage = {
  id: string;
  role: 'user' | 'assistant' | 'agent';
  text: string;
  sources: unknown[];
  clientMessageId: string | null;
  authorName: string | null;
  createdAt: string;
};

/** What can happen in a session while somebody watches it. */
export type SessionEvent =
  | {
      type: 'session.changed';
      sessionId: string;
      handler?: 'assistant' | 'agent';
      agentName?: string | null;
      status?: 'open' | 'closed';
    }
  | { type: 'message.created'; sessionId: string; message: LiveMessage }
  | { type: 'answer.started'; sessionId: string; turnId: string }
  /**
   * `text` is what came since the last event, or all of it when a new reader has joined; `from` is the length (UTF-16
   * units) of the text before it.
   */
  | { type: 'answer.delta'; sessionId: string; turnId: string; from: number; text: string }
  | { type: 'answer.finished'; sessionId: string; turnId: string; outcome: 'complete' | 'interrupted' | 'failed' }
  /** Somebody wants the running answer of this session to end; whichever process writes it ends it. */
  | { type: 'answer.stop'; sessionId: string };
