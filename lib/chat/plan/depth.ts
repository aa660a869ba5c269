import type { SessionFacts } from '../plan';
import type { Depth } from '../schema';

/** From how many messages on, the answers included, somebody knows their way around. */
const EXPERT_MESSAGES = 24;
/** How many of somebody's own messages tell how they write. */
const ENOUGH_TO_TELL = 4;
const TERSE_WORDS = 8;

/** Words that newcomers do not use. */
const TECHNICAL =
  /\b(?:api|sdk|cli|webhooks?|json|csv|xml|oauth|saml|sso|endpoints?|https?|ssl|tls|dns|smtp|imap|css|html|regex|sku|ean|edi|erp|payload|schema|token|docker|kubernetes|localhost|v\d+\.\d+)\b|\b\w+\(\)|[{}<>]\s*\w/iu;

/** Whether somebody writes as those do who know the matter: in its own terms, or short and without ceremony. */
function writesLikeAnExpert(history: SessionFacts['history'], returning: boolean): boolean {
  const own = history.filter(({ role }) => role === 'user').map(({ text }) => text.slice(0, 2000));
  if (own.filter((text) => TECHNICAL.test(text)).length >= 2) return true;
  const words = own.map((text) => text.split(/\s+/).length);
  return returning && own.length >= ENOUGH_TO_TELL && words.every((count) => count <= TERSE_WORDS);
}

/**
 * How much this visitor wants to read: their own choice, or else what their visits so far suggest. New visitors get
 * everything, returning ones what they need, experts the point.
 */
export function depthFor({ visitor, history }: SessionFacts): Depth {
  if (visitor.chosenDepth) return visitor.chosenDepth;
  const returning = visitor.sessionCount > 1;
  if (visitor.messageCount >= EXPERT_MESSAGES || writesLikeAnExpert(history, returning)) return 'concise';
  return returning ? 'balanced' : 'detailed';
}
