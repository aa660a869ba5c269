import type { ReceiptTurn } from './segments';

/** What became of an answer that did not reach its end: a word or two for a line of figures, and a sentence. */
export type Ending = { short: string; sentence: string; bad: boolean };

/** By the reason that the engine stores with the turn. */
const REASONS: Record<string, Ending> = {
  stopped: { short: 'Stopped', sentence: 'Stopped by the visitor', bad: false },
  superseded: { short: 'Overtaken', sentence: 'Overtaken by a newer message', bad: false },
  'taken-over': { short: 'Taken over', sentence: 'Ended because a person took over', bad: false },
  'reader-gone': { short: 'Visitor left', sentence: 'Ended because the visitor left', bad: false },
};
const BROKEN: Ending = { short: 'Broke off', sentence: 'Broke off', bad: true };
const FAILED: Ending = { short: 'Failed', sentence: 'The assistant could not answer this', bad: true };

/**
 * How a turn ended, if not as it should.
 * @param hasText whether something of the answer was sent
 * @returns null for an answer that is complete, or still being written
 */
export function endingOf({ outcome, errorCode }: ReceiptTurn, hasText: boolean): Ending | null {
  if (outcome === 'complete' || outcome === 'running') return null;
  return REASONS[errorCode ?? ''] ?? (hasText || outcome === 'interrupted' ? BROKEN : FAILED);
}
