import { firstOf } from '@/lib/platform/text';
import { PHRASE_STRENGTHS, WORDS } from './lexicon';

/** Longest text in characters that is read; what comes later adds nothing to the mood of a message. */
const MAX_LENGTH = 8_000;
/** How many words behind it a negation reaches. */
const REACH = 3;
const UNUSED_NEGATION = -0.7;

const NEGATIONS = new Set(
  `not no never none nobody nothing neither nor without hardly barely scarcely isn't aren't wasn't weren't don't doesn't
  didn't can't cannot couldn't won't wouldn't shouldn't haven't hasn't hadn't ain't isnt arent wasnt dont doesnt didnt
  cant couldnt wont wouldnt shouldnt havent hasnt lacks nicht kein keine keinen nie niemals ohne ne pas jamais sans
  aucun aucune nunca jamás sin ni non mai senza não nunca sem niet geen nooit zonder не нет никогда без`.split(/\s+/),
);
const STRONGER = new Map(
  Object.entries({
    pretty: 0.3,
    very: 0.9,
    really: 0.8,
    extremely: 1.3,
    so: 0.6,
    too: 0.3,
    absolutely: 1.2,
    totally: 1,
    completely: 1,
    incredibly: 1.2,
    highly: 1,
    super: 0.9,
    most: 0.6,
    quite: 0.4,
    especially: 0.6,
    truly: 0.9,
    much: 0.5,
    definitely: 0.6,
    exceptionally: 1.2,
    amazingly: 1.2,
    unbelievably: 1.2,
    utterly: 1.2,
    even: 0.2,
    such: 0.5,
    all: 0.2,
    sehr: 0.9,
    total: 0.8,
    extrem: 1.2,
    absolut: 1.1,
    wirklich: 0.7,
    très: 0.9,
    vraiment: 0.8,
    muy: 0.9,
    tan: 0.5,
    molto: 0.9,
    muito: 0.9,
    heel: 0.8,
    zeer: 0.9,
    очень: 0.9,
    slightly: -0.7,
    somewhat: -0.6,
    little: -0.5,
    bit: -0.5,
    fairly: -0.3,
    almost: -0.5,
    nearly: -0.4,
    partly: -0.6,
    occasionally: -0.6,
    rarely: -0.7,
    etwas: -0.6,
    peu: -0.6,
    poco: -0.6,
  }),
);
const CONTRASTS = new Set([
  'but',
  'however',
  'although',
  'though',
  'aber',
  'jedoch',
  'mais',
  'pero',
  'ma',
  'mas',
  'maar',
  'но',
]);
const EMOTICONS: [RegExp, number][] = [
  [/(?<![\p{L}\p{N}])(?::-?\)|:-?D|;-?\)|=\)|\^_?\^|<3)(?![\p{L}\p{N}])/gu, 2],
  [/(?<![\p{L}\p{N}])(?::-?\(|:'-?\(|:-?\/|=\(|>:-?\()(?![\p{L}\p{N}])/gu, -2],
  [/[😀😃😄😁😊🙂😍🥰👍🎉❤💚💙🙏👏😂🤩]/gu, 2],
  [/[😠😡🤬😞😢😭👎🙁☹😒😤😩😖💔]/gu, -2.2],
];
const TOKEN = /[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'-]{0,40}/gu;

/** What English endings hide: "annoyingly" and "scratches" mean their stems. */
const ENDINGS: [RegExp, string][] = [
  [/ies$/, 'y'],
  [/ied$/, 'y'],
  [/ily$/, 'y'],
  [/iest$/, 'y'],
  [/ier$/, 'y'],
  [/ing$/, 'e'],
  [/(.)\1(?:ing|ed)$/, '$1'],
  [/(?:ing|ed|es|ly|s|er|est)$/, ''],
  [/(?:d|r|st)$/, ''],
];
const NO_STEM = new Set([
  'likely',
  'hardly',
  'lately',
  'finer',
  'newly',
  'news',
  'goods',
  'pros',
  'worked',
  'coolers',
  'cooler',
  'loser',
  'user',
  'nicer',
  'better',
  'freely',
  'lightly',
  'shortly',
  'fairly',
  'fasting',
]);

function strengthOf(word: string): number | undefined {
  const exact = WORDS.get(word);
  if (exact !== undefined || word.length < 5 || NO_STEM.has(word)) return exact;
  for (const [ending, instead] of ENDINGS) {
    if (!ending.test(word)) continue;
    const stem = WORDS.get(word.replace(ending, instead));
    if (stem !== undefined) return stem;
  }
  return undefined;
}

/**
 * How a text feels, from -1 (very negative) over 0 (nothing felt) to 1 (very positive).
 *
 * The method is that of VADER (Hutto and Gilbert 2014): strengths of words, turned by a negation before them,
 * raised by words such as "very", weighed by contrast (what follows "but" counts more), brought into range by
 * s / sqrt(s² + 15). The words are our own. `npm run eval:sentiment` measures it against human ratings.
 */
export function sentimentOf(text: string): number {
  const read = firstOf(text, MAX_LENGTH).replace(/[’`]/g, "'");
  const words = [...read.matchAll(TOKEN)].map(([word]) => word);
  const lower = words.map((word) => word.toLowerCase());
  const shouting = words.some((word) => word !== word.toUpperCase());
  let contrast = lower.findLastIndex((word, at) => at > 0 && CONTRASTS.has(word));
  if (contrast === lower.length - 1) contrast = -1;
  const weightAt = (at: number) => (contrast < 0 ? 1 : at < contrast ? 0.5 : 1.4);
  let sum = 0;
  const felt: number[] = [];
  const denied: number[] = [];
  for (let at = 0; at < lower.length; at++) {
    const phrase = phraseAt(lower, at);
    const strength = phrase?.strength ?? strengthOf(lower[at] ?? '');
    if (strength !== undefined && strength !== 0) {
      const loud = shouting && /\p{Lu}{3}/u.test(words[at] ?? '') && words[at] === words[at]?.toUpperCase() ? 0.7 : 0;
      sum += inContext(lower, at, strength + Math.sign(strength) * loud) * weightAt(at);
      felt.push(at);
    } else if (NEGATIONS.has(lower[at] ?? '')) {
      denied.push(at);
    }
    if (phrase) at += phrase.length - 1;
  }
  // "It does not turn on": a refusal that turns no word is a little negative by itself.
  for (const at of denied) {
    if (!felt.some((word) => word > at && word - at <= REACH)) sum += UNUSED_NEGATION * weightAt(at);
  }
  for (const [pattern, strength] of EMOTICONS) sum += Math.min(3, read.match(pattern)?.length ?? 0) * strength;
  const marks = Math.min(3, read.match(/!/g)?.length ?? 0);
  sum += Math.sign(sum) * marks * 0.35;
  return sum / Math.sqrt(sum * sum + 15);
}

/** The longest phrase of two to four words that begins here. */
function phraseAt(words: string[], at: number): { strength: number; length: number } | null {
  for (let length = 4; length >= 1; length--) {
    const strength = PHRASE_STRENGTHS.get(words.slice(at, at + length).join(' '));
    if (strength !== undefined && at + length <= words.length) return { strength, length };
  }
  return null;
}

/** A strength as the words before make it: "very good", "not good", "not very good". */
function inContext(words: string[], at: number, strength: number): number {
  let felt = strength;
  let turned = false;
  for (let back = 1; back <= REACH && at - back >= 0; back++) {
    const word = words[at - back] ?? '';
    if (NEGATIONS.has(word)) turned = true;
    const more = STRONGER.get(word);
    if (more !== undefined) felt += Math.sign(strength) * more * (back === 1 ? 1 : 0.7);
  }
  return turned ? felt * -0.7 : felt;
}
