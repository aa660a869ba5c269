import type { Contact } from './contact';

/** Why a visitor may become a customer, in words an agent can see and doubt, with its share of the score. */
export type Reason = { reason: string; points: number };

/** From this score of 100 on, and with a way to reach them, somebody should call. */
export const QUALIFIED_FROM = 50;

/** What makes a visitor a likely customer. */
export const WISHES = ['price', 'buy', 'talk', 'company', 'hurry'] as const;
export type Wish = (typeof WISHES)[number];

const WANTS: { wish: Wish; reason: string; points: number; pattern: RegExp }[] = [
  {
    wish: 'price',
    reason: 'asked about prices or an offer',
    points: 20,
    pattern:
      /(?<!\p{L})(?:how much|costs?|prices?|pricing|quotes?|quotation|offers?|discounts?|angebot|preise?|rabatt|devis|prix|presupuesto|precios?|preventivo|prezz[oi]|offerte|kostet|combien|cu[aá]nto cuesta|quanto costa|kost)(?!\p{L})/iu,
  },
  {
    wish: 'buy',
    reason: 'wants to buy or subscribe',
    points: 25,
    pattern:
      /(?<!\p{L})(?:buy(?:ing)?|purchas(?:e|ing)|order for|subscribe|upgrade|sign up|kaufen|abonnieren|acheter|comprar|acquistare|comprare|kopen)(?!\p{L})/iu,
  },
  {
    wish: 'talk',
    reason: 'asked for a demo or a talk with sales',
    points: 25,
    pattern:
      /(?<!\p{L})(?:demo|trial|sales team|talk to sales|contact sales|call me|ring me|rufen sie mich an|rückruf|rappelez[- ]moi|ll[aá]m[ae]me)(?!\p{L})/iu,
  },
  {
    wish: 'company',
    reason: 'buys for a company or in bulk',
    points: 20,
    pattern:
      /(?<!\p{L})(?:bulk|wholesale|enterprise|our (?:team|company|office)|my company|\d{2,6} (?:units|pieces|people|users|seats|stück)|unsere firma|notre entreprise|nuestra empresa)(?!\p{L})/iu,
  },
  {
    wish: 'hurry',
    reason: 'in a hurry',
    points: 5,
    pattern:
      /(?<!\p{L})(?:today|tomorrow|this week|asap|urgent(?:ly)?|as soon as possible|dringend|heute noch|aujourd'hui|hoy mismo)(?!\p{L})/iu,
  },
];
/** The wishes that open rules find in what a visitor wrote. */
export function wishesIn(texts: string[]): Wish[] {
  const all = texts.join('\n').slice(0, 40_000);
  return WANTS.filter(({ pattern }) => pattern.test(all)).map(({ wish }) => wish);
}

/**
 * The reasons that a message adds to a lead, with their points. Over the messages of a session they add up: each counts
 * once, 100 points at most. Without a reason there is no lead.
 */
export function reasonsFor(wishes: readonly Wish[], contact: Contact): Reason[] {
  const reasons = WANTS.filter(({ wish }) => wishes.includes(wish)).map(({ reason, points }) => ({ reason, points }));
  if (contact.email) reasons.push({ reason: 'left an e-mail address', points: 25 });
  if (contact.phone) reasons.push({ reason: 'left a phone number', points: 20 });
  if (contact.companyName) reasons.push({ reason: 'named a company', points: 10 });
  if (contact.name) reasons.push({ reason: 'gave their name', points: 5 });
  return reasons;
}

/** How likely a visitor is to become a customer: 0 to 100, with the reasons that add up to it. */
export type LeadScore = { score: number; reasons: Reason[]; status: 'new' | 'qualified' };

/** Scores a whole conversation by open rules. */
export function scoreLead(texts: string[], contact: Contact): LeadScore {
  const reasons = reasonsFor(wishesIn(texts), contact);
  const score = Math.min(
    100,
    reasons.reduce((sum, { points }) => sum + points, 0),
  );
  const reachable = contact.email !== null || contact.phone !== null;
  return { score, reasons, status: reachable && score >= QUALIFIED_FROM ? 'qualified' : 'new' };
}
