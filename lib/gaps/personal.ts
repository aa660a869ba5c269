import { findContacts } from '@/lib/leads/contact';

const WORDS = { name: '[name]', email: '[e-mail]', phone: '[phone]', company: '[company]' } as const;
const ADDRESS = /\bhttps?:\/\/\S+|\bwww\.\S+/giu;
/** Seven digits or more with what people put between them: account, card and phone numbers. */
const DIGITS = /\+?\d(?:[ ./()-]{0,2}\d){6,}/gu;
/** Order numbers, tracking codes and the like: five characters or more with at least two digits among them. */
const CODE =
  /(?<![\p{L}\p{N}])#?(?=[\p{L}\p{N}_-]*\d[\p{L}\p{N}_-]*\d)[\p{L}\p{N}][\p{L}\p{N}_-]{4,}(?![\p{L}\p{N}])/gu;
/** What somebody says to name themselves, and the words after it. */
const SELF =
  /(?<=\b(?:my name is|this is|i am called|ich hei(?:ß|ss)e|mein name ist|je m'appelle|me llamo|mi chiamo)\s)[\p{L}'’.-]+(?:\s\p{Lu}[\p{L}'’.-]+)?/giu;

/**
 * A question as it may stand for a topic: names, e-mail addresses, phone numbers, web addresses, order numbers and the
 * like become a word in brackets. Rather too much than too little; a group's other questions serve as a label then.
 */
export function withoutPersonalData(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const spans = findContacts(line, null);
  let masked = '';
  let at = 0;
  for (const { kind, start, end } of spans) {
    if (start < at) continue;
    masked += line.slice(at, start) + WORDS[kind];
    at = end;
  }
  return (masked + line.slice(at))
    .replace(/\S+@\S+/gu, WORDS.email)
    .replace(ADDRESS, '[link]')
    .replace(SELF, WORDS.name)
    .replace(DIGITS, '[number]')
    .replace(CODE, '[number]');
}

const MASKS = /\[(?:name|e-mail|phone|company|link|number)\]/gu;

/** Whether something was taken out of a text. */
export const isMasked = (text: string): boolean => text.search(MASKS) >= 0;

/** A label as it is searched for and written under: without the words that stand for personal data. */
export const searchable = (label: string): string => label.replace(MASKS, ' ').replace(/\s+/g, ' ').trim() || label;
