import { extractContact, findContacts } from '@/lib/leads/contact';
import type { LeftContact } from '@/lib/models/schema';
import { holdsContact } from './plan/signs';

/** Where a sentence or a part of one ends. Marks within an address or a number end nothing. */
const CLAUSE_ENDS = /(?<=[.!?;,:。！？])\s+|\n+|\s(?=(?:and|but|or|und|oder|et|ou|y|o|e|en|of)\s)/u;
/** Words that only say what the contact data is for. */
const ABOUT_CONTACT =
  /(?<![\p{L}\p{N}])(?:please|can|could|would|you|me|us|my|our|a|an|the|is|at|on|under|to|via|by|and|or|back|hi|hello|thanks|thank|call|ring|phone|text|write|mail|e-?mail|reach|contact|address|number|name|here)(?![\p{L}\p{N}])/giu;

/**
 * The e-mail address and the phone number that somebody left in a message, and what the message says beside them. A
 * number that is no phone number is none here.
 * @returns null when the message holds neither
 */
export function contactLeft(text: string): LeftContact | null {
  if (!holdsContact(text)) return null;
  const { email, phone } = extractContact([text]);
  if (email === null && phone === null) return null;
  const data = findContacts(text, null).map((span) => span.text);
  const kept = text.split(CLAUSE_ENDS).flatMap((clause) => {
    const held = data.filter((one) => clause.includes(one));
    if (held.length > 0 && !/[?？]/.test(clause)) return [];
    return [held.reduce((left, one) => left.replaceAll(one, ' '), clause)];
  });
  const rest = kept.filter((clause) => /\p{L}/u.test(clause.replace(ABOUT_CONTACT, ' ')));
  return { email, phone, rest: rest.join(' ').replace(/\s+/g, ' ').trim() };
}
