import type { VisitorCtx } from '@/lib/companies/context';
import { readVisitorSession } from '@/lib/conversations/visitor';
import { events } from '@/lib/platform/events/current';
import { sessionChannel } from '@/lib/platform/events/events';
import type { SessionEvent } from '@/lib/platform/events/schema';
import { log } from '@/lib/platform/log';
import { createAnswerStream } from './stream-encoder';

/** How long the writing process may be silent, in milliseconds: no model is waited for longer. */
const SILENT_MS = 20_000;

type Outcome = 'complete' | 'interrupted' | 'failed';

/**
 * An answer that another process is writing, as a stream made of the events it sends. Events may be lost; what is missing
 * at the end is taken from the stored answer. The reader has it from its beginning.
 */
export function followAnswer(
  ctx: VisitorCtx,
  sessionId: string,
  turnId: string,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const stream = createAnswerStream(() => close());
  const { writer } = stream;
  let length = 0;
  let over = false;
  let patience: NodeJS.Timeout | undefined;
  const close = () => {
    over = true;
    clearTimeout(patience);
    unsubscribe();
    writer.end();
  };
  const write = (text: string) => {
    length += text.length;
    if (text !== '') writer.write({ type: 'text-delta', id: 'answer', delta: text });
  };
  /** Ends with what is stored, or without an end, when nothing is: the reader then asks again. */
  const end = async (outcome: Outcome) => {
    if (over) return;
    over = true;
    const { messages } = await readVisitorSession(ctx, { sessionId });
    const stored = messages.find(({ id }) => id === turnId);
    if (!stored && outcome === 'complete') return;
    write(stored?.text.slice(length) ?? '');
    writer.write({ type: 'text-end', id: 'answer' });
    writer.write({ type: 'finish-step' });
    // Written by this product at settlement; the database keeps it as it was.
    const sources = (stored?.sources ?? []) as never[];
    if (sources.length > 0) writer.write({ type: 'data-sources', data: { sources } });
    if (outcome === 'interrupted') writer.write({ type: 'data-status', data: { step: 'stopped' } });
    if (outcome === 'failed') writer.write({ type: 'error', errorText: 'The answer broke off.' });
    writer.write({ type: 'finish', finishReason: outcome === 'complete' ? 'stop' : 'other' });
  };
  const endWith = (outcome: Outcome) =>
    void end(outcome)
      .catch((cause: unknown) =>
        log.warn('an answer could not be followed to its end', { requestId: ctx.requestId, cause }),
      )
      .finally(close);
  const wait = () => {
    clearTimeout(patience);
    patience = setTimeout(endWith, SILENT_MS, 'complete');
  };
  const take = (event: SessionEvent) => {
    if (over || !('turnId' in event) || event.turnId !== turnId) return;
    wait();
    // Who has the beginning only takes what follows on it; after a gap the rest comes with the end.
    if (event.type === 'answer.delta' && event.from <= length) write(event.text.slice(length - event.from));
    else if (event.type === 'answer.finished') endWith(event.outcome);
  };
  const unsubscribe = events().subscribe(sessionChannel(ctx.companyId, sessionId), take);
  wait();
  writer.write({ type: 'start', messageId: turnId });
  writer.write({ type: 'start-step' });
  writer.write({ type: 'text-start', id: 'answer' });
  // It may have ended while nobody here was listening yet.
  readVisitorSession(ctx, { sessionId }).then(
    ({ answering }) => {
      if (answering !== turnId) endWith('complete');
    },
    () => endWith('complete'),
  );
  return stream.read(signal);
}
