import type { CitablePassage } from '@/lib/models/schema';
import { firstOf } from '@/lib/platform/text';
import { countTokens } from '@/lib/platform/tokens';
import { LEAST_HISTORY, type Plan, type SessionFacts } from './plan';
import type { Depth } from './schema';

/** How many tokens each part of a prompt may take. */
export type TokenBudget = { question: number; history: number; message: number; summary: number; passages: number };

const BUDGETS: Record<Plan['name'], TokenBudget> = {
  simple: { question: 500, history: 400, message: 200, summary: 0, passages: 0 },
  moderate: { question: 6000, history: 1500, message: 500, summary: 400, passages: 2500 },
  complex: { question: 8000, history: 4000, message: 1000, summary: 800, passages: 4000 },
};
/** A short answer needs less to draw on, a long one more. */
const SHARE_OF_PASSAGES: Record<Depth, number> = { concise: 0.7, balanced: 1, detailed: 1.3 };

/** The budget of a plan, in tokens. */
export function budgetOf({ name, depth }: Pick<Plan, 'name' | 'depth'>): TokenBudget {
  const budget = BUDGETS[name];
  return { ...budget, passages: Math.round(budget.passages * SHARE_OF_PASSAGES[depth]) };
}

export type HistoryMessage = SessionFacts['history'][number];

/** The last UTF-16 units of a text, without half a character at the cut. */
const lastOf = (text: string, max: number): string => text.slice(text.length - max).replace(/^[\udc00-\udfff]/, '');

/** What stands in for the middle of a text that was too long. */
const GAP = ' […] ';

/**
 * A text within its tokens. What is too long loses its middle: what somebody wants stands at the beginning or at the
 * end of a long message.
 */
export function shortened(text: string, tokens: number): string {
  let count = countTokens(text);
  if (count <= tokens) return text;
  let kept = text;
  let length = text.length;
  for (let round = 0; round < 6 && count > tokens; round += 1) {
    length = Math.floor(length * Math.min(0.95, (tokens * 0.97) / count));
    const head = Math.ceil(length * 0.6);
    kept = firstOf(text, head) + GAP + lastOf(text, length - head);
    count = countTokens(kept);
  }
  return kept;
}

/** The newest messages that fit, in the order in which they were said. */
export function fitHistory(
  history: readonly HistoryMessage[],
  messages: number,
  budget: Pick<TokenBudget, 'history' | 'message'>,
): HistoryMessage[] {
  const kept: HistoryMessage[] = [];
  let left = budget.history;
  for (const message of history.slice(-messages).reverse()) {
    const text = shortened(message.text, budget.message);
    left -= countTokens(text);
    if (left < 0) break;
    kept.unshift({ ...message, text });
  }
  const isWhole = kept.length === history.length;
  // What is left of an exchange whose question fell out says little, and some providers want a user's message first.
  while (!isWhole && kept[0] && kept[0].role !== 'user') kept.shift();
  return kept;
}

/**
 * How many of the newest messages the next prompt will hold, whatever is asked: as many as the plan with the least room
 * does, small talk aside. What is older must be summed up, or nobody who answers knows of it.
 * @param said what was said; `isBeginning` when nothing was said before it
 */
export function keptInNextPrompt(said: readonly Pick<HistoryMessage, 'role' | 'text'>[], isBeginning: boolean): number {
  const history = said.map(({ role, text }) => ({ role, text, complete: true }));
  const kept = fitHistory(history, LEAST_HISTORY, BUDGETS.moderate);
  if (isBeginning) return kept.length;
  const first = kept.findIndex(({ role }) => role === 'user');
  return first < 0 ? 0 : kept.length - first;
}

/** The best passages that fit. The best one is shortened rather than left out. */
export function fitPassages(passages: readonly CitablePassage[], tokens: number): CitablePassage[] {
  const kept: CitablePassage[] = [];
  let left = tokens;
  for (const passage of passages) {
    const body = kept.length === 0 ? shortened(passage.body, left) : passage.body;
    const taken = countTokens(body) + countTokens(passage.title);
    if (kept.length > 0 && taken > left) break;
    left -= taken;
    kept.push({ ...passage, body });
  }
  return kept;
}
