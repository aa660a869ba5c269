import type { Relevance } from '@/lib/knowledge/relevance';
import type { BuiltInOptions } from '@/lib/models/schema';
import { depthFor } from './plan/depth';
import { asksForPerson, holdsContact, isAngry, questionsIn, wantsToBuy } from './plan/signs';
import { likelySmallTalk, listedSmallTalk } from './plan/small-talk';
import type { Depth, PlanName } from './schema';

/** What a session is known to be once its newest message is stored. `history` ends before that message. */
export type SessionFacts = {
  visitor: { sessionCount: number; messageCount: number; chosenDepth: Depth | null };
  history: { role: 'user' | 'assistant' | 'agent'; text: string; complete: boolean }[];
  summary: string | null;
  lead: { score: number; status: string } | null;
};

export type SmallTalk = NonNullable<BuiltInOptions['smallTalk']>;

/** How a message will be answered, and why: the reason stands in the receipt. */
export type Plan = {
  name: PlanName;
  reason: string;
  /** What kind of small talk it is, when it is nothing else. */
  smallTalk: SmallTalk | null;
  /** Whether the answer draws on the company's knowledge. */
  usesKnowledge: boolean;
  /** Small talk by its sound alone: the articles are asked whether they do not hold an answer after all. */
  makesSure: boolean;
  /** Which model answers. */
  tier: 'main' | 'light';
  /** How many earlier messages the model sees. */
  historyLength: number;
  /** How many passages the model sees. */
  passageLimit: number;
  /** How much the answer tells. */
  depth: Depth;
  /** Whether a model may be paid to read the message afterwards; local rules read every one that is no small talk. */
  leadWork: boolean;
};

const PLANS = {
  simple: {
    usesKnowledge: false,
    makesSure: false,
    tier: 'light',
    historyLength: 4,
    passageLimit: 0,
    depth: 'balanced',
    leadWork: false,
  },
  moderate: {
    usesKnowledge: true,
    makesSure: false,
    tier: 'main',
    historyLength: 10,
    passageLimit: 5,
    depth: 'balanced',
    leadWork: false,
  },
  complex: {
    usesKnowledge: true,
    makesSure: false,
    tier: 'main',
    historyLength: 20,
    passageLimit: 8,
    depth: 'balanced',
    leadWork: true,
  },
} as const;

/** How many earlier messages a model sees at least when an answer draws on knowledge, if their tokens allow. */
export const LEAST_HISTORY = PLANS.moderate.historyLength;

/** A message longer than this, in characters, says more than one thing. */
const LONG = 600;
/** Of a long message, the beginning and the end are read for signs: what somebody wants stands there. */
const READ = 1000;

/** What of a text is read for signs, however long it is. */
const ends = (text: string): string =>
  text.length <= 2 * READ ? text : `${text.slice(0, READ)}\n${text.slice(-READ)}`.toWellFormed();

/** Whether somebody asks for a person instead of an answer. */
export const wantsPerson = (text: string): boolean => asksForPerson(ends(text));

/**
 * Decides how a message is answered, from its text alone: simple (small talk), moderate (a question), or complex
 * (contact data, buying intent, anger, a wish for a person, several questions, a long message). Small talk that no list
 * holds, but that sounds like it, counts only when no sign speaks against it: a question taken for small talk costs its
 * writer the answer.
 */
export function judgePlan(text: string): Plan {
  const listed = listedSmallTalk(text)?.kind;
  if (listed) return { name: 'simple', reason: `small talk: ${listed}`, smallTalk: listed, ...PLANS.simple };
  const reason = complexReason(text);
  if (reason) return { name: 'complex', reason, smallTalk: null, ...PLANS.complex };
  const likely = likelySmallTalk(text);
  if (likely) {
    const reason = `sounds like small talk: ${likely}`;
    const { passageLimit } = PLANS.moderate;
    return { name: 'simple', reason, smallTalk: likely, ...PLANS.simple, makesSure: true, passageLimit };
  }
  return { name: 'moderate', reason: 'a question', smallTalk: null, ...PLANS.moderate };
}

function complexReason(text: string): string | null {
  const read = ends(text);
  if (holdsContact(read)) return 'contact data';
  if (wantsToBuy(read)) return 'buying intent';
  if (isAngry(read)) return 'anger';
  if (asksForPerson(read)) return 'asks for a person';
  if (questionsIn(read) >= 2) return 'several questions';
  if (text.length > LONG) return 'long message';
  return null;
}

/** A lead from this score on is worth the full treatment. */
const WARM_LEAD = 50;

/**
 * The plan in the light of its session: how much the answer tells, and more effort where the session asks for it. It
 * never asks for less than the message did, so that what was begun for the message alone (a search) is of use.
 */
export function planForSession(plan: Plan, facts: SessionFacts): Plan {
  const depth = depthFor(facts);
  const reason = plan.name === 'complex' ? null : sessionReason(plan, facts);
  if (reason) return { name: 'complex', smallTalk: null, reason, ...PLANS.complex, depth };
  if (plan.name === 'moderate' && facts.lead) {
    return { ...plan, depth, leadWork: true, reason: `${plan.reason} of a known lead` };
  }
  const first = plan.name === 'moderate' && facts.history.length === 0;
  return { ...plan, depth, reason: first ? `${plan.reason}, the first of the session` : plan.reason };
}

/** The plan in the light of what was found: what only sounded like small talk is a question if the articles answer it. */
export function planForFound(plan: Plan, relevance: Relevance): Plan {
  if (!plan.makesSure || relevance !== 'answer') return plan;
  const { depth } = plan;
  const reason = 'a question, since the articles answer it';
  return { name: 'moderate', reason, smallTalk: null, ...PLANS.moderate, depth };
}

/** The plan of a message that asks for more details of an answer, whatever its words are. */
export const planToContinue = (plan: Plan): Plan => ({
  ...plan,
  name: 'moderate',
  reason: 'asks for more details',
  smallTalk: null,
  ...PLANS.moderate,
  depth: 'detailed',
});

/** What in the session makes more of a message than it says itself. */
function sessionReason(plan: Plan, { history, lead }: SessionFacts): string | null {
  const waiting = unanswered(history);
  if (waiting.some((text) => judgePlan(text).name !== 'simple')) return 'messages before it wait for an answer';
  if (plan.name === 'simple') return null;
  const own = history.filter(({ role }) => role === 'user').slice(-3);
  if (own.some(({ text }) => isAngry(ends(text)))) return 'anger before';
  if (lead && lead.score >= WARM_LEAD) return `a lead with a score of ${lead.score}`;
  if (unhelped(history) >= 2) return 'two questions in a row found no answer';
  return null;
}

/** Messages since the last whole answer, in order; one that was overtaken has answered nothing. */
function unanswered(history: SessionFacts['history']): string[] {
  const last = history.findLastIndex(({ role, complete }) => role !== 'user' && complete);
  return history
    .slice(last + 1)
    .filter(({ role }) => role === 'user')
    .map(({ text }) => text);
}

/** How many questions in a row the assistant last answered without citing anything. */
function unhelped(history: SessionFacts['history']): number {
  let count = 0;
  for (let index = history.length - 1; index > 0; index -= 1) {
    const answer = history[index];
    const question = history[index - 1];
    if (answer?.role !== 'assistant' || question?.role !== 'user') continue;
    if (/\[\d{1,2}\]/.test(answer.text)) break;
    if (judgePlan(question.text).smallTalk === null) count += 1;
  }
  return count;
}

// Patterns are compiled when they are first used: better as the server starts than with the first visitor.
judgePlan('Good day to you. How long does it take?');
