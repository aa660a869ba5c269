import type { Work } from './work';

/** An e-mail address in a text. */
export type EmailSpan = { start: number; end: number; text: string };

const LOCAL = /[\p{L}\p{N}\p{M}._%+'&~-]/u;
const DOMAIN = /[\p{L}\p{N}\p{M}.-]/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?$/u;
const TOP_LEVEL = /^(?:\p{L}[\p{L}\p{M}]{1,23}|xn--[a-z0-9-]{2,59})$/iu;
const MAX_LOCAL = 64;
const MAX_DOMAIN = 253;
/** How many @ of one message are looked at. */
const MAX_CANDIDATES = 200;

/**
 * Finds e-mail addresses as people write them: RFC 5321 without quoted local parts, comments and address literals,
 * which nobody types into a chat. Looks outward from each @, so that the work is bounded by their number.
 */
export function findEmails(text: string, work?: Work): EmailSpan[] {
  const found: EmailSpan[] = [];
  let at = text.indexOf('@');
  for (let looked = 0; at >= 0 && looked < MAX_CANDIDATES; looked++, at = text.indexOf('@', at + 1)) {
    if (work) work.candidates += 1;
    const start = localStart(text, at);
    const end = domainEnd(text, at);
    if (start !== null && end !== null) found.push({ start, end, text: text.slice(start, end) });
  }
  return found;
}

/** Where the part before the @ begins; null when there is none that an address may have. */
function localStart(text: string, at: number): number | null {
  let start = at;
  while (start > 0 && at - start <= MAX_LOCAL && LOCAL.test(text.charAt(start - 1))) start -= 1;
  if (at - start > MAX_LOCAL || text.charAt(start - 1) === '@') return null;
  const written = text.slice(start, at);
  // Dots that end a sentence, quotes and dashes in front belong to the text around.
  const offset = Math.max(written.lastIndexOf('..') + 2, 0);
  const skipped = written.includes('..') ? offset : 0;
  const lead = /^[.'&~-]*/.exec(written.slice(skipped))?.[0].length ?? 0;
  const local = written.slice(skipped + lead);
  return local && !local.endsWith('.') ? start + skipped + lead : null;
}

/** Where the domain behind the @ ends; null when it is none. */
function domainEnd(text: string, at: number): number | null {
  let end = at + 1;
  while (end < text.length && end - at <= MAX_DOMAIN + 1 && DOMAIN.test(text.charAt(end))) end += 1;
  const domain = text.slice(at + 1, end).replace(/[.-]+$/, '');
  if (domain.length > MAX_DOMAIN || text.charAt(at + 1 + domain.length) === '@') return null;
  const labels = domain.split('.');
  const topLevel = labels.at(-1) ?? '';
  return labels.length >= 2 && labels.every((label) => LABEL.test(label)) && TOP_LEVEL.test(topLevel)
    ? at + 1 + domain.length
    : null;
}
