import type { Depth, SessionFacts } from '../plan';

/** From how many messages on somebody knows their way around. */
const EXPERT_MESSAGES = 25;

/** How much this visitor wants to read: their own choice, or else what their visits so far suggest. */
export function depthFor({ visitor }: SessionFacts): Depth {
  if (visitor.chosenDepth) return visitor.chosenDepth;
  if (visitor.messageCount >= EXPERT_MESSAGES) return 'concise';
  return visitor.sessionCount > 1 ? 'balanced' : 'detailed';
}
