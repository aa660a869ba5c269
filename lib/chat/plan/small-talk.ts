import type { SmallTalk } from '../plan';
import { soundsLikeSmallTalk } from './small-talk-model';
import { ACKNOWLEDGEMENTS, FILLERS, OFTEN_MISTYPED, PHRASES } from './small-talk-phrases';

/** Longer messages say more than small talk does. */
const LONGEST = 160;

/** One piece at a place of the text, up to the end of a word. */
const pieceAt = (patterns: readonly string[]) => new RegExp(`(?:${patterns.join('|')})(?= |$)`, 'uy');

const PIECES = Object.entries(PHRASES).flatMap(([kind, patterns]) =>
  patterns.map(([language, pattern]) => ({ kind: kind as SmallTalk, language, pattern: pieceAt([pattern]) })),
);
const FILLER = pieceAt([FILLERS]);
const ONLY_ACKNOWLEDGES = new RegExp(`^(?:(?:${ACKNOWLEDGEMENTS})(?: |$))+$`, 'u');

/** Text as small talk is looked for in it: lower case, no accents on Latin letters, no marks, single spaces. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’`´]+/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

/** Whether two words differ by one letter: one wrong, missing, too many, or two swapped. */
function nearly(word: string, meant: string): boolean {
  if (word[0] !== meant[0] || Math.abs(word.length - meant.length) > 1) return false;
  let start = 0;
  while (start < word.length && word[start] === meant[start]) start += 1;
  const rest = word.slice(start);
  const restMeant = meant.slice(start);
  return (
    rest.slice(1) === restMeant.slice(1) ||
    rest.slice(1) === restMeant ||
    rest === restMeant.slice(1) ||
    (rest[0] === restMeant[1] && rest[1] === restMeant[0] && rest.slice(2) === restMeant.slice(2))
  );
}

const corrected = (word: string): string =>
  word.length < 6 ? word : (OFTEN_MISTYPED.find((meant) => word !== meant && nearly(word, meant)) ?? word);

/**
 * Small talk by the lists. The language is null where many share the words ("ok"), and `other` where it is none of
 * those with phrases of their own. `acknowledges`: it takes note and no more.
 */
export type Listed = { kind: SmallTalk; language: string | null; acknowledges?: true };

/** Signs that need no words: a thumb up takes note, folded hands thank, a question mark alone is at a loss. */
const WORDLESS: [RegExp, Listed][] = [
  [/^(?:[👍👌✅✔🙂😊😀😃😄😁🎉]|\p{EMod}|\uFE0F|\s)+$/u, { kind: 'thanks', language: null, acknowledges: true }],
  [/^(?:[🙏❤💚💙💛🥰😍]|\p{EMod}|\uFE0F|\s)+$/u, { kind: 'thanks', language: null }],
  [/^(?:👋|\p{EMod}|\s)+$/u, { kind: 'greeting', language: null }],
  [/^[?？¿؟.…\s]{1,3}$/u, { kind: 'abilities', language: null }],
];

/** What a folded text is made of, by its last phrase, or null when something else than small talk stands in it too. */
function madeOfPhrases(folded: string): Listed | null {
  if (ONLY_ACKNOWLEDGES.test(folded)) return { kind: 'thanks', language: null, acknowledges: true };
  let place = 0;
  let listed: Listed | null = null;
  while (place < folded.length) {
    let end = 0;
    for (const { kind, language, pattern } of PIECES) {
      pattern.lastIndex = place;
      if (pattern.test(folded) && pattern.lastIndex > end) {
        end = pattern.lastIndex;
        listed = { kind, language };
      }
    }
    if (end === 0) {
      FILLER.lastIndex = place;
      if (!FILLER.test(folded)) return null;
      end = FILLER.lastIndex;
    }
    place = end + 1;
  }
  return listed;
}

/** A greeting with the name of who is greeted: "Hi Anna", "Dear Mr Miller" is none. */
const WITH_NAME = /^(\p{L}+(?: \p{L}+)?),? \p{Lu}\p{Ll}{1,20}[\s!.,)]*$/u;

/**
 * What kind of small talk a whole message is by the lists of phrases, in the languages that they hold: also several in
 * a row ("Hi, how are you? Are you a bot?"), slightly mistyped, or with a name.
 */
export function listedSmallTalk(text: string): Listed | null {
  if (text.length > LONGEST) return null;
  const folded = fold(text);
  if (!/[\p{L}\p{N}]/u.test(folded)) return WORDLESS.find(([signs]) => signs.test(text))?.[1] ?? null;
  const listed = madeOfPhrases(folded) ?? madeOfPhrases(folded.split(' ').map(corrected).join(' '));
  if (listed) return listed;
  const greeting = WITH_NAME.exec(text.trim())?.[1];
  const greeted = greeting === undefined ? null : madeOfPhrases(fold(greeting));
  return greeted?.kind === 'greeting' ? greeted : null;
}

/** By which words small talk that no list holds is told apart, in this order. */
const KINDS: [SmallTalk, RegExp][] = [
  ['joke', /\b(?:jok\w*|funny|funniest|laugh|giggle|puns?|one liners?|amus\w*|humou?r\w*|hilarious|riddles?)\b/],
  ['thanks', /\b(?:thank\w*|thx|grateful|gratitude|apprecia\w*|obliged|helpful|great help|good job)\b/],
  [
    'chat',
    /\b(?:facts?|trivia|tidbits?|interesting|pets?|dogs?|cats?|animals?|hobb\w*|pastimes?|for fun|free time|spare time|meaning|purpose|exist\w*|alive|old|age|born|birth\w*|years?|when|where|wheres|from|origin\w*|hail|nationality|country)\b/,
  ],
  [
    'bot',
    /\b(?:made|creat\w*|programm\w*|invent\w*|design\w*|develop\w*|buil[dt]\w*|construct\w*|boss\w*|employ\w*|work(?:s|ing)? (?:for|with)|serve|manufactur\w*|yourself)\b/,
  ],
  ['name', /\b(?:names?|call(?:ed)?|refer(?:red)? to|go by|known as|address you)\b/],
  [
    'goodbye',
    /\b(?:\w*bye|later|farewell|good ?night|see (?:you|ya)|(?:talk|speak|chat)\w* (?:to|with) (?:you|u)|take (?:care|it easy)|(?:great|good|nice|pleasure|enjoy\w*|glad)\b.*\b(?:talk\w*|chat\w*|conversation|speak\w*)|(?:have to|need to|must|gotta|got to) (?:go|leave|get going)|out of here|catch you)\b/,
  ],
  ['bot', /\b(?:\w*bots?|humans?|persons?|real|robots?|computers?|machine|artificial|automated)\b/],
  [
    'how-are-you',
    /\bhow(?:s| is| are| re|re)?\b.*\b(?:going|doing|doin|things|everything|been)\b|\bare (?:you|things) (?:\w+ )?(?:ok|okay|well|good)\b|\b(?:whats|wass?) ?up\b/,
  ],
  [
    'abilities',
    /\b(?:help|assist|topics?|subjects?|questions?|queries|ask|answers?|know\w*|capab\w*|able|can you|commands?|skills?)\b/,
  ],
  ['greeting', /\b(?:hi|hiya|hello|hey|ahoy|greet\w*|day|morning|afternoon|evening|meet you|see you)\b/],
];

/** Words of shops and services: who uses one may want to know something that only the company's pages can tell. */
const BUSINESS =
  /\b(?:accounts?|address|allow\w*|appointments?|availab\w*|bills?|billing|book(?:ing|ings|ed)?|bring|cancel\w*|cards?|charges?|check ?(?:in|out)|contracts?|costs?|custom\w*|deliver\w*|deposit\w*|discounts?|exchange|fees?|free \w+ing|insurance|invoices?|login|log in|manager|membership|opening|orders?|package|parcels?|parking|passwords?|pay\w*|permit\w*|phone|plans?|polic(?:y|ies)|prices?|products?|purchase\w*|refunds?|register|rent\w*|repair\w*|reserv\w*|returns?|rooms?|sell|service|services|ship\w*|sign up|sizes?|stock|stores?|subscri\w*|tickets?|tracking|transfer\w*|update|warranty|website)\b/;

/** Two words say too little to go by their sound. */
const FEWEST_WORDS = 3;

/** What may stand before and after something else: "Hello, where is my parcel? Thanks". */
const COURTESIES: ReadonlySet<SmallTalk | undefined> = new Set(['greeting', 'thanks', 'goodbye', 'how-are-you']);

/** What is left of a folded text without the courtesies at its beginning and end. */
function withoutCourtesies(folded: string): string {
  const words = folded.split(' ');
  const courteous = (first: number, last: number) =>
    COURTESIES.has(madeOfPhrases(words.slice(first, last).join(' '))?.kind);
  let first = 0;
  let last = words.length;
  for (let end = last; end > 0 && first === 0; end -= 1) if (courteous(0, end)) first = end;
  for (let start = first; start < last; start += 1) if (courteous(start, last)) last = start;
  return words.slice(first, last).join(' ');
}

/**
 * What kind of small talk an English message sounds like, although no list holds it. "Thanks, and a room for two" is
 * none: what stands beside a courtesy must sound like small talk too.
 * @returns null for everything that may be a question to the company
 */
export function likelySmallTalk(text: string): SmallTalk | null {
  if (text.length > LONGEST) return null;
  const folded = fold(text);
  if (folded.split(' ').length < FEWEST_WORDS || BUSINESS.test(folded) || !soundsLikeSmallTalk(folded)) return null;
  const rest = withoutCourtesies(folded);
  if (rest.split(' ').length >= FEWEST_WORDS && !soundsLikeSmallTalk(rest)) return null;
  return KINDS.find(([, pattern]) => pattern.test(folded))?.[0] ?? 'chat';
}
