/** A visitor who speaks HTTP, as the README tells callers to. */
import { randomUUID } from 'node:crypto';
import { address } from './browser.ts';

type Ask = {
  sessionId?: string;
  messageId?: string;
  token?: string;
  headers?: Record<string, string>;
  /** How thorough the visitor wants answers to be. */
  depth?: 'detailed' | 'balanced' | 'concise';
};

/** One message as the README sends it. */
export const messageBody = (text: string, sessionId: string = randomUUID(), messageId: string = randomUUID()) => ({
  id: sessionId,
  message: { id: messageId, role: 'user', parts: [{ type: 'text', text }] },
});

/** Sends whatever it is given as the body of `POST /api/chat`. */
export const post = (body: BodyInit | null, headers: Record<string, string>): Promise<Response> =>
  fetch(`${address}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

/** Asks; the answer is the stream unless `headers` say otherwise. */
export const ask = (widgetKey: string, text: string, { sessionId, messageId, token, headers, depth }: Ask = {}) =>
  post(JSON.stringify({ ...messageBody(text, sessionId, messageId), depth }), {
    'x-widget-key': widgetKey,
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...headers,
  });

/** The whole answer as JSON. */
export type Answer = {
  id: string;
  text: string;
  sources: { number: number; title: string; excerpt: string }[];
  receipt: { model: string; totalMs: number; operations: { name: string; durationMs: number }[] } | null;
  answeredBy: string;
};

/** Asks for the answer at once. */
export async function askWhole(widgetKey: string, text: string, options: Ask = {}): Promise<Answer> {
  const response = await ask(widgetKey, text, { ...options, headers: { accept: 'application/json' } });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** What a problem response says, with the id of the request taken out: it is another each time. */
export async function problem(response: Response) {
  const { instance, ...rest } = (await response.json()) as Record<string, unknown>;
  return { type: response.headers.get('content-type'), status: response.status, hasInstance: !!instance, body: rest };
}
