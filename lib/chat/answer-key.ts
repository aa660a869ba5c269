import { createHash } from 'node:crypto';
import type { Plan } from './plan';

/** Changes when the normalisation does: answers under older keys are then no longer found. */
const VERSION = 'a1';
const LONGEST = 300;

/** The text without what does not change its meaning: case, marks, spaces. Negations, numbers and names stay. */
function normalised(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The key under which the answer to a message may be stored and given to others of the same company.
 * @returns null when the message has personal context, so that its answer is its writer's alone
 */
export function answerKey(text: string, plan: Plan): string | null {
  if (plan.name === 'complex' || text.length > LONGEST || /\d{5,}|#\d/.test(text)) return null;
  const key = normalised(text);
  return key === '' ? null : `${VERSION}:${createHash('sha256').update(key).digest('hex')}`;
}
