import type { Conversation, Folder, Inbox, Message, ReplyRequest, SessionChange } from '@/lib/conversations/schema';

/** An answer of the server that is not a success, or no answer at all; the message is for the agent. */
export class RequestFailed extends Error {
  readonly status: number | null;

  constructor(message: string, status: number | null, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

async function request<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    throw new RequestFailed('The server cannot be reached.', null, cause);
  }
  // Our own server answers in the shapes of lib/conversations/schema; checking them again costs every page a parser.
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => null)) as { detail?: string } | null;
  throw new RequestFailed(problem?.detail ?? 'The server could not do this. Try again in a moment.', response.status);
}

const send = <T>(method: 'PATCH' | 'POST', path: string, body: unknown) =>
  request<T>(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

export const fetchInbox = (folder: Folder) => request<Inbox>(`/api/inbox?folder=${folder}`);

/** The conversation, or null when it does not exist. */
export const fetchConversation = (sessionId: string) =>
  request<Conversation>(`/api/inbox/sessions/${sessionId}`).catch((error: unknown) => {
    if (error instanceof RequestFailed && error.status === 404) return null;
    throw error;
  });

export const changeSession = (sessionId: string, change: SessionChange) =>
  send<unknown>('PATCH', `/api/inbox/sessions/${sessionId}`, change);

export const sendReply = (sessionId: string, reply: ReplyRequest) =>
  send<Message>('POST', `/api/inbox/sessions/${sessionId}/replies`, reply);
