import type { Contact } from './contact';

/** How likely a visitor is to become a customer: 0 to 100, with the reasons that add up to it. */
export type LeadScore = { score: number; reasons: { reason: string; points: number }[]; status: 'new' | 'qualified' };

const SIGNALS: { reason: string; points: number; pattern: RegExp }[] = [
  {
    reason: 'asked about prices or an offer',
    points: 20,
    pattern: /\b(?:price|pricing|quote|quotation|offer|discount|angebot|preis|devis|presupuesto)\b/i,
  },
  {
    reason: 'wants to buy or subscribe',
    points: 25,
    pattern: /\b(?:buy|purchase|order for|subscribe|upgrade|sign up|kaufen|acheter|comprar)\b/i,
  },
  {
    reason: 'asked for a demo or a talk with sales',
    points: 25,
    pattern: /\b(?:demo|trial|sales team|talk to sales|contact sales|call me|ring me)\b/i,
  },
  {
    reason: 'buys for a company or in bulk',
    points: 20,
    pattern:
      /\b(?:bulk|wholesale|enterprise|our (?:team|company|office)|my company|\d{2,} (?:units|pieces|people|users|seats))\b/i,
  },
  {
    reason: 'in a hurry',
    points: 5,
    pattern: /\b(?:today|tomorrow|this week|asap|urgent(?:ly)?|as soon as possible)\b/i,
  },
];
const QUALIFIED_FROM = 50;

/** Scores by open rules, so that an agent can see and doubt each point. */
export function scoreLead(texts: string[], contact: Contact): LeadScore {
  const all = texts.join('\n').slice(0, 40_000);
  const reasons = SIGNALS.filter(({ pattern }) => pattern.test(all)).map(({ reason, points }) => ({ reason, points }));
  if (contact.email) reasons.push({ reason: 'left an e-mail address', points: 25 });
  if (contact.phone) reasons.push({ reason: 'left a phone number', points: 20 });
  if (contact.companyName) reasons.push({ reason: 'named a company', points: 10 });
  const score = Math.min(
    100,
    reasons.reduce((sum, { points }) => sum + points, 0),
  );
  const reachable = contact.email !== null || contact.phone !== null;
  return { score, reasons, status: reachable && score >= QUALIFIED_FROM ? 'qualified' : 'new' };
}
