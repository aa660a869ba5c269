import { z } from 'zod';
import { messageRoleSchema } from './schema';

export const saidMessageSchema = z.object({ role: messageRoleSchema, text: z.string(), createdAt: z.string() });
/** What is said in a conversation, as far as a summary looks at it. */
export type SaidMessage = z.infer<typeof saidMessageSchema>;

/** Longest summary, in characters: about 300 tokens, which every plan's prompt has room for. */
export const MAX_SUMMARY = 1_200;
/**
 * Once a summary is needed, it reaches up to the newest so many messages, if answers take those along in full: so the next
 * turns need none.
 */
const KEPT_IN_FULL = 6;

/**
 * What of a conversation is to be summed up now.
 * @param messages what was said since the last summary, oldest first
 * @param kept how many of the newest of them answers take along in full
 * @returns empty while all of them are
 */
export function toSummarise(
  status: 'open' | 'closed',
  messages: readonly SaidMessage[],
  kept: number,
): readonly SaidMessage[] {
  if (status === 'closed') return messages;
  if (kept >= messages.length) return [];
  // What is left begins with a question, as a prompt does.
  const end = messages.length - Math.min(kept, KEPT_IN_FULL);
  const question = messages.findIndex(({ role }, index) => index >= end && role === 'user');
  return question < 0 ? messages : messages.slice(0, question);
}

const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/u;
/** Order, ticket and telephone numbers: a run with at least four digits. */
const NUMBER = /(?<![\p{L}\p{N}])[\p{Lu}#+-]{0,4}\d(?:[\d ()./-]{0,20}\d){3,20}(?![\p{L}\p{N}])/u;
const GREETING =
  /^(?:hi|hello|hey|good (?:morning|afternoon|evening)|hallo|guten (?:tag|morgen|abend)|bonjour|hola|thanks?|thank you|danke|merci|gracias|ok(?:ay)?|yes|no|ja|nein|bye)[\s,.!]*$/iu;

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/** A line of a text: its first sentence that asks something, else its first sentence. */
function gist(text: string, length: number): string {
  const flat = text
    .slice(0, 4000)
    .toWellFormed()
    .replace(/[\s·]+/g, ' ')
    .trim();
  const said = [...sentences.segment(flat)].map(({ segment }) => segment.trim());
  return shorten(said.find((sentence) => /[?？؟]$/u.test(sentence)) ?? said[0] ?? '', length);
}

function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > length / 2 ? cut.slice(0, space) : cut).toWellFormed().trimEnd()}…`;
}

const ASKED = 'The visitor asked: ';
const GAVE = 'They gave: ';
const ANSWERED = 'Last answer: ';
const BETWEEN = ' · ';

/** The parts of an earlier summary, to go on with: what a model wrote, and the lists of one made here. */
function partsOf(previous: string | null): { written: string | null; asked: string[]; given: string[] } {
  const lines = previous?.split('\n') ?? [];
  const list = (start: string) =>
    lines
      .find((line) => line.startsWith(start))
      ?.slice(start.length)
      .split(BETWEEN) ?? [];
  const written = lines.filter((line) => ![ASKED, GAVE, ANSWERED].some((start) => line.startsWith(start)));
  return { written: written.join('\n') || null, asked: list(ASKED), given: list(GAVE) };
}

/**
 * A summary without a model: what the visitor asked, in their own words and in short, the numbers and addresses they
 * gave, and how the last answer began. Extractive, so it says nothing that was not said. Newer questions push out the
 * oldest ones when it grows too long.
 * @param previous the summary so far; one that a model wrote is kept in front
 */
export function summariseByRule(previous: string | null, messages: readonly SaidMessage[]): string {
  const before = partsOf(previous);
  const mine = messages.filter(({ role, text }) => role === 'user' && !GREETING.test(text.trim()));
  const asked = [...before.asked, ...mine.map(({ text }) => gist(text, 140))];
  const given = [
    ...new Set([
      ...before.given,
      ...mine.flatMap(({ text }) => [EMAIL.exec(text.slice(0, 4000))?.[0], NUMBER.exec(text.slice(0, 4000))?.[0]]),
    ]),
  ].filter((found): found is string => Boolean(found));
  const answer = messages.findLast(({ role }) => role !== 'user');

  const rest = [
    given.length > 0 ? `${GAVE}${newest(given, 300)}` : null,
    answer ? `${ANSWERED}${gist(answer.text, 160)}` : null,
  ].filter((line) => line !== null);
  const room = MAX_SUMMARY - rest.join('\n').length - 2;
  const head = before.written && shorten(before.written, Math.floor(room / 2));
  const questions = newest([...new Set(asked)], room - (head?.length ?? 0) - ASKED.length - 1);
  return [head, questions && `${ASKED}${questions}`, ...rest].filter(Boolean).join('\n');
}

/** As many of the newest as fit, in their order. */
function newest(list: readonly string[], length: number): string {
  let kept = '';
  for (const one of [...list].reverse()) {
    const longer = kept === '' ? one : `${one}${BETWEEN}${kept}`;
    if (longer.length > length) break;
    kept = longer;
  }
  return kept;
}
