/** Reads the three kinds of stream that the bench compares, as far as the bench needs them. */
import type { Receipt } from '../lib/chat/schema.ts';

export type TargetKind = 'upstream' | 'bare' | 'ours';

/** The first piece of text that is not empty: what a reader would see. */
const FIRST_TEXT: Record<TargetKind, RegExp> = {
  upstream: /"delta":\{"content":"[^"]/,
  bare: /"type":"text-delta",[^\n]*"delta":"[^"]/,
  ours: /"type":"text-delta",[^\n]*"delta":"[^"]/,
};

/** Whether a stream's text so far shows a reader anything. */
export const hasText = (kind: TargetKind, received: string): boolean => FIRST_TEXT[kind].test(received);

/** What a whole stream said. */
export type ReadStream = { text: string; finished: boolean; receipt: Receipt | null };

/** Reads a whole stream. @throws SyntaxError for an event that is not JSON */
export function readStream(kind: TargetKind, received: string): ReadStream {
  const read: ReadStream = { text: '', finished: false, receipt: null };
  for (const event of received.split('\n\n')) {
    const data = /^data: (.*)$/m.exec(event)?.[1];
    if (data === undefined) continue;
    if (data === '[DONE]') {
      read.finished ||= kind === 'upstream';
      continue;
    }
    const part = JSON.parse(data);
    if (kind === 'upstream') read.text += part.choices[0]?.delta.content ?? '';
    else if (part.type === 'text-delta') read.text += part.delta;
    else if (part.type === 'finish') read.finished = part.finishReason !== 'error';
    else if (part.type === 'data-receipt') read.receipt = part.data;
  }
  return read;
}
