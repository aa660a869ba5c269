import { firstOf } from '@/lib/platform/text';
import { findEmails } from './emails';
import { findCompanies, findNames } from './names';
import { findPhones } from './phones';
import type { Work } from './work';

/** Contact data as a visitor gave it. */
export type Contact = {
  name: string | null;
  email: string | null;
  /** As it was written. */
  phone: string | null;
  /** The same in international form (E.164), when it could be told. */
  phoneE164: string | null;
  companyName: string | null;
};

export const NO_CONTACT: Contact = { name: null, email: null, phone: null, phoneE164: null, companyName: null };

/** A piece of contact data and where it stands in the text. */
export type ContactSpan = {
  kind: 'name' | 'email' | 'phone' | 'company';
  start: number;
  end: number;
  text: string;
  /** Of a phone number: E.164, when it could be told. */
  e164: string | null;
};

/** Longest message in characters that is read. */
const MAX_LENGTH = 32_768;
/** What the table of leads takes, in characters. */
const MAX = { name: 200, email: 320, phone: 40, company: 200 } as const;

/**
 * Every piece of contact data in a text, in order. The effort grows with the length of the text and no faster.
 * @param region ISO 3166 code of the country whose phone numbers may stand without a country code
 */
export function findContacts(text: string, region: string | null, work?: Work): ContactSpan[] {
  const read = firstOf(text, MAX_LENGTH);
  const emails = findEmails(read, work);
  const withoutEmails = emails.reduce(
    (rest, { start, end }) => rest.slice(0, start) + '@'.repeat(end - start) + rest.slice(end),
    read,
  );
  const spans: ContactSpan[] = [
    ...emails.map((span) => ({ kind: 'email' as const, e164: null, ...span })),
    ...findPhones(withoutEmails, region, work).map((span) => ({ kind: 'phone' as const, ...span })),
    ...findNames(withoutEmails, work).map((span) => ({ kind: 'name' as const, e164: null, ...span })),
    ...findCompanies(withoutEmails, work).map((span) => ({ kind: 'company' as const, e164: null, ...span })),
  ];
  return spans.sort((a, b) => a.start - b.start);
}

/**
 * The contact data in what a visitor wrote, oldest text first; the newest mention wins. What is longer than the table
 * of leads takes is no contact data, and must not cost the lead the rest of it.
 */
export function extractContact(texts: string[], region: string | null = null): Contact {
  const contact = { ...NO_CONTACT };
  for (const { kind, text, e164 } of texts.flatMap((one) => findContacts(one, region))) {
    if (text.length > MAX[kind]) continue;
    if (kind === 'phone') Object.assign(contact, { phone: text, phoneE164: e164 });
    else contact[kind === 'company' ? 'companyName' : kind] = text;
  }
  return contact;
}
