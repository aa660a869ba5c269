/** Contact data as a visitor gave it. */
export type Contact = { name: string | null; email: string | null; phone: string | null; companyName: string | null };

const EMAIL =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}_%+-]+(?:\.[\p{L}\p{N}_%+-]+){0,8}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,6}\p{L}{2,24}(?![\p{L}\p{N}-])/u;
const PHONE = /(?<![\d\p{L}.])(?:\+|00)?\(?\d(?:[\s()./-]{0,2}\d){7,14}(?![\d\p{L}])/u;
const NAME =
  /\b(?:my name is|i am called|this is|i'm called|ich hei(?:ß|ss)e|mein name ist|je m'appelle|me llamo|mi nombre es)\s+((?:\p{Lu}[\p{L}'’-]+)(?:\s+\p{Lu}[\p{L}'’-]+){0,2})/iu;
const COMPANY =
  /\b(?:[Ii] work (?:for|at)|[Mm]y company is(?: called)?|[Oo]ur company is(?: called)?|on behalf of|company:)\s+(\p{Lu}[\p{L}\p{N}&'’.-]*(?:\s+\p{Lu}[\p{L}\p{N}&'’.-]*){0,3})/u;

/** A run of digits that is a phone number rather than a date, an order number or a card. */
function asPhone(text: string): string | null {
  const found = PHONE.exec(text)?.[0].trim();
  if (!found) return null;
  const digits = found.replace(/\D/g, '');
  const looksDated = /^\d{4}[-./]\d{1,2}[-./]\d{1,2}/.test(found) || /^\d{1,2}[./-]\d{1,2}[./-]\d{4}/.test(found);
  const grouped = /[\s()./-]/.test(found) || /^(?:\+|00?)/.test(found);
  return digits.length >= 8 && digits.length <= 15 && grouped && !looksDated ? found : null;
}

/** Case-insensitive openers let a lower-case word through; a name still begins in upper case. */
function asName(text: string): string | null {
  const found = NAME.exec(text)?.[1];
  const kept = found
    ?.split(/\s+/)
    .filter((part) => /^\p{Lu}/u.test(part))
    .join(' ');
  return kept || null;
}

/** What is longer than the leads table takes is no contact data, and must not cost the lead the rest of it. */
const within = (max: number, found: string | null | undefined): string | null =>
  found && found.length <= max ? found : null;

/** Finds contact data in what a visitor wrote; the newest mention wins. */
export function extractContact(texts: string[]): Contact {
  const contact: Contact = { name: null, email: null, phone: null, companyName: null };
  for (const text of texts) {
    const piece = text.slice(0, 8000);
    contact.email = within(320, EMAIL.exec(piece)?.[0]) ?? contact.email;
    contact.phone = within(40, asPhone(piece.replace(EMAIL, ' '))) ?? contact.phone;
    contact.name = within(200, asName(piece)) ?? contact.name;
    contact.companyName = within(200, COMPANY.exec(piece)?.[1]?.replace(/[.'’-]+$/, '')) ?? contact.companyName;
  }
  return contact;
}
