import type { AnswerSource, Offers, Receipt } from './schema';
import type { StreamChunk, StreamWriter } from './stream-encoder';

/** A whole answer for clients that cannot stream. */
export type JsonAnswer = {
  id: string;
  text: string;
  sources: AnswerSource[];
  receipt: Receipt | null;
  /** When the answer is one that was given before: when that was. */
  storedAt: string | null;
  offers: Offers | null;
  /** `agent`: a person has taken over; their reply comes later, through the session's messages. */
  answeredBy: 'assistant' | 'agent';
  /** Set when the answer broke off: what to do. */
  error: string | null;
};

/**
 * Collects what a stream would have carried. `answer()` is complete once the turn has ended.
 * @param also gets everything too: another tab may be reading along
 */
export function createJsonAnswer(also?: StreamWriter): { writer: StreamWriter; answer(): JsonAnswer } {
  const answer: JsonAnswer = {
    id: '',
    text: '',
    sources: [],
    receipt: null,
    storedAt: null,
    offers: null,
    answeredBy: 'assistant',
    error: null,
  };
  const take = (chunk: StreamChunk) => {
    switch (chunk.type) {
      case 'start':
        answer.id = chunk.messageId;
        break;
      case 'text-delta':
        answer.text += chunk.delta;
        break;
      case 'data-sources':
        answer.sources = chunk.data.sources;
        break;
      case 'data-stored':
        answer.storedAt = chunk.data.answeredAt;
        break;
      case 'data-offers':
        answer.offers = chunk.data;
        break;
      case 'data-receipt':
        answer.receipt = chunk.data;
        break;
      case 'data-status':
        if (chunk.data.step === 'with-agent') answer.answeredBy = 'agent';
        break;
      case 'error':
        answer.error = chunk.errorText;
        break;
    }
  };
  const write = (chunk: StreamChunk) => {
    take(chunk);
    also?.write(chunk);
  };
  return { writer: { write, end: () => also?.end() }, answer: () => answer };
}
