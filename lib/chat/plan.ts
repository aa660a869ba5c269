import { depthFor } from './plan/depth';
import type { PlanName } from './schema';

/** How much an answer tells: all of it, what is needed, or the point alone. */
export type Depth = 'detailed' | 'balanced' | 'concise';

/** What a session is known to be once its newest message is stored. `history` ends before that message. */
export type SessionFacts = {
  visitor: { sessionCount: number; messageCount: number; chosenDepth: Depth | null };
  history: { role: 'user' | 'assistant' | 'agent'; text: string; complete: boolean }[];
  summary: string | null;
  lead: { score: number; status: string } | null;
};

/** How a message will be answered, and why: the reason stands in the receipt. */
export type Plan = {
  name: PlanName;
  reason: string;
  /** What kind of small talk it is, when it is nothing else. */
  smallTalk: SmallTalk | null;
  /** Whether the answer draws on the company's knowledge. */
  usesKnowledge: boolean;
  /** Which model answers. */
  tier: 'main' | 'light';
  /** How many earlier messages the model sees. */
  historyLength: number;
  /** How many passages the model sees. */
  passageLimit: number;
  /** How much the answer tells. */
  depth: Depth;
  /** Whether contact data and buying intent are looked for afterwards. */
  leadWork: boolean;
};

export type SmallTalk = 'greeting' | 'thanks' | 'goodbye' | 'bot' | 'how-are-you';

/** Whole messages that are nothing but small talk, in the languages that are cheap to list. */
const SMALL_TALK: [SmallTalk, RegExp][] = [
  [
    'greeting',
    /^(?:(?:hi|hey|hello|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|hallo|moin|servus|gr[üu][ßs]s? gott|guten (?:morgen|tag|abend)|bonjour|bonsoir|salut|hola|buen[oa]s(?: (?:d[ií]as|tardes|noches))?|ciao|buongiorno|ol[áa]|bom dia|hej|merhaba|مرحبا|السلام عليكم|こんにちは|你好|안녕하세요|привет|здравствуйте)(?: (?:there|all|everyone|team|you|again|zusammen|à tous))?)$/iu,
  ],
  [
    'thanks',
    /^(?:(?:ok(?:ay)?|great|perfect|super|cool|alright|got it|wonderful|awesome|merci|danke)? ?(?:thanks?|thank you|thank u|thx|ty|cheers|much appreciated|danke(?: sch[öo]n| dir| ihnen)?|vielen dank|merci(?: beaucoup)?|(?:muchas )?gracias|grazie(?: mille)?|obrigad[oa]|شكرا|ありがとう(?:ございます)?|谢谢|спасибо)(?: (?:so much|very much|a lot|you|again|for (?:your|the) help|for helping(?: me)?|that helps|that helped))*|ok(?:ay)?|great|perfect|got it|that helps|that helped|super|cool|nice|awesome)$/iu,
  ],
  [
    'goodbye',
    /^(?:(?:ok(?:ay)? )?(?:bye(?: bye)?|goodbye|good night|see (?:you|ya)(?: (?:later|soon|tomorrow))?|have a (?:good|nice|great) (?:day|one|evening|night|weekend)|take care|later|tsch[üu]ss|auf wiedersehen|ciao|au revoir|adi[óo]s|hasta luego|arrivederci|さようなら|再见|пока)(?: (?:for now|then))?)$/iu,
  ],
  [
    'bot',
    /^(?:(?:are|r) (?:you|u) (?:a |an )?(?:real |actual )?(?:bot|robot|human|person|ai|machine|computer|real|chatbot)(?: or (?:a |an )?(?:bot|robot|human|person|ai|machine|real))?|is this (?:a |an )?(?:bot|robot|human|real person|ai|person|chatbot)|am i (?:talking|speaking|chatting) (?:to|with) (?:a |an )?(?:real )?(?:bot|robot|human|person|ai|machine|computer)|who are you|what are you|what(?:'?s| is) your name|who am i (?:talking|speaking) to|bist du ein (?:bot|mensch)|wer bist du|[eê]tes[- ]vous un (?:robot|humain)|eres un (?:robot|bot|humano))$/iu,
  ],
  [
    'how-are-you',
    /^(?:how are (?:you|u)(?: doing)?(?: today)?|how(?:'?s| is) it going|what'?s up|sup|how do you do|wie geht'?s(?: dir| ihnen)?|comment (?:ça|ca) va|qu[eé] tal|c[oó]mo est[aá]s?)$/iu,
  ],
];

const CONTACT = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}\.[\p{L}]{2,}|(?:\+|\b0)\d(?:[\s()./-]?\d){7,}/u;
const BUYING =
  /\b(?:pricing|price list|quote|quotation|demo|trial|enterprise|bulk|wholesale|volume discount|talk to sales|sales team|contact sales|buy|purchase|order for (?:my|our) (?:company|team)|upgrade|subscribe|angebot|kaufen|devis|acheter|presupuesto|comprar)\b/iu;
const ANGER =
  /\b(?:angry|furious|ridiculous|unacceptable|outrage(?:d|ous)|terrible|horrible|awful|worst|scam|fraud|lawyer|sue|complain(?:t|ing)?|disgusting|useless|fed up|sick of|never again|unverschämt|inacceptable|inaceptable)\b|!{3,}/iu;
const PERSON =
  /\b(?:human|real person|agent|representative|someone real|speak to (?:a|some)|talk to (?:a|some)|mitarbeiter|menschen? sprechen|parler à)\b/iu;

/** Whether somebody asks for a person instead of an answer. */
export const wantsPerson = (text: string): boolean => PERSON.test(text.slice(0, 8000));

const PLANS = {
  simple: {
    usesKnowledge: false,
    tier: 'light',
    historyLength: 4,
    passageLimit: 0,
    depth: 'balanced',
    leadWork: false,
  },
  moderate: {
    usesKnowledge: true,
    tier: 'main',
    historyLength: 10,
    passageLimit: 5,
    depth: 'balanced',
    leadWork: false,
  },
  complex: { usesKnowledge: true, tier: 'main', historyLength: 20, passageLimit: 8, depth: 'balanced', leadWork: true },
} as const;

/** Strips what does not change the meaning of small talk: case, spaces, closing marks. */
function bare(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .replace(/[’`]/g, "'")
    .replace(/(?:[\s.!?,;:…。！？、)\p{Extended_Pictographic}]|\u200d|\ufe0f)+$/gu, '')
    .replace(/[\s,]+/g, ' ')
    .toLowerCase();
}

/** Small talk, also as two pieces ("hi, how are you?"). */
function smallTalkOf(text: string): SmallTalk | null {
  if (text.length > 120) return null;
  const whole = matchSmallTalk(bare(text));
  if (whole) return whole;
  const pieces = text
    .split(/[,.!?;\n]+/)
    .map(bare)
    .filter(Boolean);
  if (pieces.length < 2 || pieces.length > 3) return null;
  const kinds = pieces.map(matchSmallTalk);
  return kinds.every((kind) => kind !== null) ? (kinds.at(-1) ?? null) : null;
}

function matchSmallTalk(text: string): SmallTalk | null {
  return SMALL_TALK.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

/**
 * Decides how a message is answered, from its text alone: simple (small talk), moderate (a question), or complex
 * (contact data, buying intent, anger, a wish for a person, several questions, a long message).
 */
export function judgePlan(text: string): Plan {
  const smallTalk = smallTalkOf(text);
  if (smallTalk) return { name: 'simple', reason: `small talk: ${smallTalk}`, smallTalk, ...PLANS.simple };
  const reason = complexReason(text.slice(0, 8000));
  if (reason) return { name: 'complex', reason, smallTalk: null, ...PLANS.complex };
  return { name: 'moderate', reason: 'a question', smallTalk: null, ...PLANS.moderate };
}

function complexReason(text: string): string | null {
  if (CONTACT.test(text)) return 'contact data';
  if (BUYING.test(text)) return 'buying intent';
  if (ANGER.test(text)) return 'anger';
  if (wantsPerson(text)) return 'asks for a person';
  if ((text.match(/[?？؟](?=\s|$)/g)?.length ?? 0) >= 2) return 'several questions';
  if (text.length > 600) return 'long message';
  return null;
}

/**
 * The plan in the light of its session. Escalates, never the other way: what was begun for the message alone (a search)
 * stays useful. A visitor who was angry a moment ago, and one who is known as a lead, gets the full treatment.
 */
export function planForSession(plan: Plan, facts: SessionFacts): Plan {
  const depth = depthFor(facts);
  if (plan.name !== 'moderate') return { ...plan, depth };
  const before = facts.history
    .filter(({ role }) => role === 'user')
    .slice(-3)
    .some(({ text }) => ANGER.test(text.slice(0, 8000)));
  if (before) return { ...plan, ...PLANS.complex, name: 'complex', reason: 'anger before', depth };
  if (facts.lead) return { ...plan, leadWork: true, reason: 'a question of a known lead', depth };
  return { ...plan, depth };
}
