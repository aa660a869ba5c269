import { firstOf } from '@/lib/platform/text';
import type { Work } from './work';

/** A name in a text, of the visitor or of the visitor's company. */
export type NameSpan = { start: number; end: number; text: string };

/** Where somebody says their own name, in the languages that are cheap to list. What follows is the name in any case. */
const INTRODUCTION =
  /(?<![\p{L}\p{N}])(?:my (?:full |first |last )?name(?:'s| is|:)|name(?:'s| is)|i am called|i'm called|call me|you can call me|ich hei(?:ß|ss)e|mein name (?:ist|lautet)|je m'appelle|mon nom est|me llamo|mi nombre es|mi chiamo|il mio nome è|meu nome é|me chamo|ik heet|mijn naam is|jag heter|mit navn er|jeg heter|nazywam się|меня зовут)[ \t]{1,3}/giu;
/** The same, but as often something else follows ("I'm late"): only a capitalised name that ends its phrase counts. */
const WEAK_INTRODUCTION =
  /(?<![\p{L}\p{N}])(?:i'm|i am|im|it's|its|this is|here is|hier ist|hier spricht|ich bin|je suis|c'est|soy|sono|ik ben)[ \t]{1,3}/giu;
const LABEL =
  /(?:^|\n)[ \t>*-]{0,6}(?:(?:full |my |contact )?name|vor- und nachname|nom|nombre|nome|naam)[ \t]{0,3}[:=][ \t]{0,3}\n?/giu;
/** "name jana novak", as people type into a chat. */
const BARE_LABEL = /^[ \t]{0,6}(?:full )?name[ \t]{1,3}(?=\p{L})/giu;
const SIGNATURE =
  /(?:regards|best wishes|best|cheers|sincerely|yours|thanks|thank you|many thanks|gr(?:ü|ue)(?:ß|ss)en?|cordialement|saludos|cordiali saluti)[,.!]?[ \t]{0,3}\n{1,3}[ \t]{0,6}(?=\p{Lu})/giu;
const CHINESE = /我叫(?=\p{Script=Han}{2,4}(?:[，。,.!！\s]|$))/gu;

const EMPLOYER =
  /(?<![\p{L}\p{N}])(?:i(?:'m| am)? work(?:ing)? (?:for|at|with)|we work (?:for|at)|(?:my|our|the) (?:company|firm|business|employer)(?:'s name)?(?: is| is called| called|:)|on behalf of|company(?: name)?[ \t]{0,2}[:=]|organi[sz]ation[ \t]{0,2}[:=]|firma[ \t]{0,2}:|ich arbeite (?:bei|für)|unsere firma(?: heißt| ist)?|je travaille (?:chez|pour)|entreprise[ \t]{0,2}:|trabajo (?:en|para)|empresa[ \t]{0,2}:)[ \t]{1,3}/giu;
const LEGAL_FORM =
  /(?<![\p{L}\p{N}])(?:(?:Inc|Corp|Ltd|Pty|Co)(?:\.(?=\s*(?:$|[^\s\p{Lu}])))?|Incorporated|Corporation|LLC|LLP|PLC|plc|Limited|GmbH|AG|KG|OHG|UG|SE|S\.?A\.?R\.?L|SARL|SAS|S\.?A|S\.?L|S\.?p\.?A|S\.?r\.?l|B\.?V|N\.?V|Oy|AB|ApS|A\/S|AS|(?:Pty|Pvt)\.? Ltd)(?![\p{L}\p{N}])/gu;

/** Capitalised words up to the end of the text, of which the last is the legal form. */
const NAME_WITH_FORM =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{M}\p{N}'’.-]{0,30},? (?:(?:& |and |und )?[\p{Lu}\p{N}][\p{L}\p{M}\p{N}'’.-]{0,30},? ){0,4}\S{2,14}(?: Ltd)?$/u;
/** What follows a name when "I'm" was an introduction. */
const PHRASE_END = /^(?:[ \t]*(?:$|[\n.,!?;:(–-])|[ \t]{1,3}(?:from|at|with|and|here|of|aus|von|und|de|et|y)\b)/u;

const WORD = /[\p{L}\p{M}&][\p{L}\p{M}\p{N}'’.&-]{0,40}(?![\p{L}\p{M}\p{N}])/uy;
const PARTICLE = /^(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ben|zu|zum|y|e|ter|ten)$/i;
/** Words that follow "my name is" or "I'm" and are no name. */
const NO_NAME =
  /^(?:yes|yeah|yep|sure|why|not|no|on|in|at|a|an|the|to|of|it|is|and|or|but|so|very|really|just|still|also|now|here|there|spelled|spelt|misspelled|wrong|incorrect|correct|different|missing|registered|listed|under|only|when|what|why|how|if|because|since|from|with|for|your|my|our|their|his|her|this|that|looking|trying|having|sorry|happy|glad|sure|interested|unable|writing|calling|contacting|using|currently|afraid|sad|angry|late|new|back|ready|fine|good|great|ok|okay|tired|done|confused|curious|wondering|going|getting|planning|thinking|hoping|waiting|working|located|based|german|french|english|spanish|american|british|canadian|indian|chinese|italian|dutch|monday|tuesday|wednesday|thursday|friday|saturday|sunday|urgent|ridiculous|unacceptable|terrible|awful|customer|support|please|hi|hello|thanks|thank|ich|nicht|und|auch|aus|bei|mit|für|pas|et|très|un|une|une|muy|y|con)$/i;

/** How many openings of each kind are looked at: who says their name two hundred times says it to break something. */
const MAX_CANDIDATES = 200;

/** The ends of a pattern's first matches: where what it introduces begins. */
function* after(pattern: RegExp, text: string, work: Work | undefined): Generator<number> {
  let looked = 0;
  for (const { index, 0: opening } of text.matchAll(pattern)) {
    if (++looked > MAX_CANDIDATES) return;
    if (work) work.candidates += 1;
    yield index + opening.length;
  }
}

/** The visitor's own name, each time it is said. */
export function findNames(text: string, work?: Work): NameSpan[] {
  const found: NameSpan[] = [];
  const add = (span: NameSpan | null) => {
    if (span && !found.some(({ start }) => start === span.start)) found.push(span);
  };
  for (const at of after(INTRODUCTION, text, work)) add(nameAt(text, at, 'any case'));
  for (const at of after(LABEL, text, work)) add(nameAt(text, at, 'any case'));
  for (const at of after(BARE_LABEL, text, work)) {
    const span = nameAt(text, at, 'any case');
    if (span && /^[ \t]*(?:$|[\n,.;\d])/.test(text.slice(span.end, span.end + 12))) add(span);
  }
  for (const at of after(SIGNATURE, text, work)) add(lineAt(text, at));
  for (const at of after(WEAK_INTRODUCTION, text, work)) {
    const span = nameAt(text, at, 'capitals');
    if (span && PHRASE_END.test(text.slice(span.end, span.end + 12))) add(span);
  }
  for (const at of after(CHINESE, text, work)) {
    const name = /^\p{Script=Han}{2,4}/u.exec(text.slice(at, at + 8))?.[0] ?? '';
    add({ start: at, end: at + name.length, text: name });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Companies: what the visitor names as their employer, and what carries a legal form. */
export function findCompanies(text: string, work?: Work): NameSpan[] {
  const found: NameSpan[] = [];
  const add = (span: NameSpan | null) => {
    if (span && !found.some(({ start, end }) => span.start < end && span.end > start)) found.push(span);
  };
  for (const at of after(EMPLOYER, text, work)) add(companyAt(text, at));
  for (const at of after(LEGAL_FORM, text, work)) add(companyBefore(text, at));
  return found.sort((a, b) => a.start - b.start);
}

type Word = { start: number; end: number; text: string };

/** The next words in a row, at most `max`, with one to three blanks between two of them. */
function wordsFrom(text: string, from: number, max: number): Word[] {
  const words: Word[] = [];
  let at = from;
  while (words.length < max) {
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0];
    if (!word) break;
    words.push({ start: at, end: at + word.length, text: word });
    const initial = /^\p{Lu}\.$/u.test(word) || /^(?:Dr|Mr|Mrs|Ms|Prof)\.$/.test(word);
    if (/[.]$/.test(word) && !initial) break;
    const blanks = /^[ \t]{1,3}/.exec(text.slice(at + word.length, at + word.length + 3))?.[0].length;
    if (!blanks) break;
    at += word.length + blanks;
  }
  return words;
}

function spanOf(text: string, words: Word[]): NameSpan | null {
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last) return null;
  const kept = text.slice(first.start, last.end).replace(/(?:'s|’s|[.'’&-])+$/u, '');
  return kept ? { start: first.start, end: first.start + kept.length, text: kept } : null;
}

const isCapital = (word: string) => /^[\p{Lu}\p{Lo}]/u.test(word);

function nameAt(text: string, from: number, mode: 'any case' | 'capitals'): NameSpan | null {
  const words = wordsFrom(text, from, 5);
  const first = words[0];
  if (!first || NO_NAME.test(first.text)) return null;
  // A name begun with a capital goes on in capitals; one in small letters goes on until a word that is none.
  const capitals = mode === 'capitals' || isCapital(first.text);
  if (capitals && !isCapital(first.text)) return null;
  const kept: Word[] = [];
  for (const word of words) {
    const goesOn = PARTICLE.test(word.text) || (capitals ? isCapital(word.text) : true);
    if (!goesOn || (NO_NAME.test(word.text) && !PARTICLE.test(word.text))) break;
    kept.push(word);
  }
  while (kept.length > 1 && PARTICLE.test(kept.at(-1)?.text ?? '')) kept.pop();
  // Four words in small letters are the rest of a sentence.
  if (!capitals && kept.filter(({ text }) => !PARTICLE.test(text)).length > 3) return null;
  return spanOf(text, kept);
}

/** A line that is nothing but a capitalised name of at most four words. */
function lineAt(text: string, from: number): NameSpan | null {
  const line =
    firstOf(text.slice(from, from + 60), 60)
      .split('\n')[0]
      ?.trimEnd() ?? '';
  const span = nameAt(text, from, 'capitals');
  return span && span.text.length >= line.replace(/[.,]$/, '').length ? span : null;
}

function companyAt(text: string, from: number): NameSpan | null {
  const kept: Word[] = [];
  for (const word of wordsFrom(text, from, 6)) {
    const joins = kept.length > 0 && /^(?:&|and|und|et|y|of|the|de|for)$/i.test(word.text);
    if (!joins && !/^[\p{Lu}\p{Lo}\p{N}]/u.test(word.text)) break;
    kept.push(word);
  }
  while (kept.length > 0 && /^(?:&|and|und|et|y|of|the|de|for)$/i.test(kept.at(-1)?.text ?? '')) kept.pop();
  return spanOf(text, kept);
}

/** The legal form that ends here with the capitalised words in front of it. */
function companyBefore(text: string, end: number): NameSpan | null {
  const name = NAME_WITH_FORM.exec(text.slice(Math.max(0, end - 100), end))?.[0];
  return name ? { start: end - name.length, end, text: name } : null;
}
