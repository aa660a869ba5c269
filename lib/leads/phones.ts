import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  searchPhoneNumbersInText,
} from 'libphonenumber-js/max';
import type { Work } from './work';

/** A phone number in a text: where it stands, as written, and its international form when that is certain. */
export type PhoneSpan = { start: number; end: number; text: string; e164: string | null };

/** How many runs of digits of one message are looked at. Nobody leaves that many numbers. */
const MAX_CANDIDATES = 100;
const CONTEXT = 40;
/** A run of so many digits or more is a table, a serial or noise. Two numbers in a row are shorter. */
const LONGEST_RUN = 25;

const GAP = String.raw`[ \t\u00a0\u2000-\u200a\u202f\u3000()\[\]./\-\u2010-\u2015\u2212\uff0d\u00ad\u30fc~]`;
/** A run of 7 to 25 digits with at most four marks between two of them. Marks and digits differ, so it never backtracks far. */
const RUN = new RegExp(String.raw`[+\uff0b(\[]{0,2}\p{Nd}(?:${GAP}{0,4}\p{Nd}){6,24}`, 'gu');
const EXTENSION =
  /^(?:[ \t,;]{0,3}(?:x|#|ext(?:ensi[oó]n?|n)?\.?|extension|durchwahl|int\.?|anexo)[:.\s]{0,3}\p{Nd}{1,7})(?![\p{L}\p{Nd}])/iu;

/** Words right before digits that make them a phone number, in the languages that are cheap to list. */
const PHONE_LABEL =
  /(?:\b(?:ph|tel(?:e(?:phone|fono|fon(?:nummer)?|foon)|éfono|éphone)?|phone|mobile?|mobil(?:e|nummer|telefon)?|cell(?:ular|phone)?|celular|móvil|portable|cellulare|handy(?:nummer)?|landline|festnetz|fax|desk|office|whats ?app|signal|sms|text me|hotline|(?:my|our|contact|meine|unsere|mon|mi|mio|nuestro) (?:new |best |private |work |neue )?(?:number|nummer|numéro|número|numero)|(?:call|ring|reach|phone|contact) (?:me|us|him|her)|rufen sie mich|ruf mich|appelez[- ]moi|llámame|registered)\b|电话|電話|手机|电话号码|телефон|тел\.?|номер|هاتف)[^\p{L}\p{Nd}\n]{0,4}(?:\b(?:is|at|on|under|no|nr|number|num|ist|lautet|unter|est|au|es|al|phone|me|home|work)\b[^\p{L}\p{Nd}\n]{0,4}){0,3}\n?[^\p{L}\p{Nd}\n]{0,3}$/iu;
/** Words right before digits that make them anything but a phone number. */
const OTHER_LABEL =
  /(?:\b(?:order|ticket|invoice|ref(?:erence)?|case|claim|card|credit|debit|visa|mastercard|amex|account|acct|iban|bic|swift|routing|sort code|ssn|social security|security|licen[cs]e|licen[cs]e plate|passport|zip|postal|post ?code|plz|serial|tracking|parcel|shipment|isbn|ean|upc|sku|article|item|part|model|product|vat|tax|customer|client|member(?:ship)?|user|booking|reservation|confirmation|transaction|receipt|policy|contract|version|imei|pin|otp|id|amount|total|page|bestell(?:ung|nummer)?|rechnung(?:snummer)?|kunden(?:nummer)?|auftrag(?:snummer)?|artikel(?:nummer)?|konto(?:nummer)?|sendung(?:snummer)?|commande|facture|pedido|factura|ordine|fattura|numéro de (?:commande|client))\b)[^\p{L}\p{Nd}\n]{0,4}(?:\b(?:is|was|no|nr|num(?:ber)?|id|code|plate|ist|est|es|starts? with|ending in|ends in)\b[^\p{L}\p{Nd}\n]{0,4}){0,3}$/iu;

const DATE =
  /^\(?(?:(?:19|20)\d\d[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])[-./ ](?:0?[1-9]|[12]\d|3[01])[-./ ](?:19|20)\d\d)(?!\d)/;
const SOCIAL_SECURITY = /^\d{2,3}-\d{2}-\d{4}$/;
const CARD = /^(?:\d{4}[ -]){3}\d{1,7}$|^\d{4}[ -]\d{6}[ -]\d{4,5}$/;
const ADDRESS_OF_A_MACHINE = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const THOUSANDS = /^\d{1,3}(?:([ .\u00a0\u202f])\d{3})(?:\1\d{3})+$/;
const YEARS = /^(?:19|20)\d\d\s?[-/.]\s?(?:19|20)\d\d$/;
const HOURS = /^(?:[01]\d|2[0-4])[0-5]\d\s?-\s?(?:[01]\d|2[0-4])[0-5]\d$/;
const MOBILE_OF_NINE = /^[5-9]\d\d([ -])\d{3}\1\d{3}$/;

/** Digits of any script as 0 to 9, full-width marks as plain ones; every character keeps its place. */
function plain(text: string): string {
  return text
    .replace(/[\uff10-\uff19]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[\u0660-\u0669]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0x630))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0x6c0))
    .replace(/\uff0b/g, '+')
    .replace(/[\u2010-\u2015\u2212\uff0d]/g, '-');
}

/**
 * Finds phone numbers: what libphonenumber knows as valid for the region, and beyond it what is written like a phone
 * number or called one (numbers of other countries without their prefix, lines that are not in the numbering plan).
 * libphonenumber is asked only about runs of digits, so that its cost is bounded by their count.
 * @param region ISO 3166 code whose numbers may stand without a country code
 */
export function findPhones(text: string, region: string | null, work?: Work): PhoneSpan[] {
  const country = region && isSupportedCountry(region) ? region : undefined;
  const source = plain(text);
  const found: PhoneSpan[] = [];
  let looked = 0;
  for (const run of source.matchAll(RUN)) {
    if (++looked > MAX_CANDIDATES) break;
    if (work) work.candidates += 1;
    const { spans } = readRun(source, trimmed(source, run.index, run.index + run[0].length), country);
    for (const { start, end, e164 } of spans) found.push({ start, end, text: text.slice(start, end), e164 });
  }
  return found;
}

type Range = { start: number; end: number };

/** Leaves out a price in front, and a bracket that is opened and not closed. */
function trimmed(source: string, start: number, end: number): Range {
  const price = /[$€£¥₹]/u.test(source.charAt(start - 1)) ? /^\d{1,6}[ ,;]+/.exec(source.slice(start, end))?.[0] : null;
  if (price) return trimmed(source, start + price.length, end);
  const run = source.slice(start, end);
  const unpaired = /^[([]+/.exec(run)?.[0] ?? '';
  return unpaired && !/[)\]]/.test(run) ? { start: start + unpaired.length, end } : { start, end };
}

function readRun(source: string, { start, end }: Range, country: CountryCode | undefined) {
  const before = source.slice(Math.max(0, start - CONTEXT), start);
  const refused = { spans: [] as { start: number; end: number; e164: string | null }[] };
  const run = source.slice(start, end);
  const digits = run.replace(/\D/g, '').length;
  if (digits < 7 || digits >= LONGEST_RUN) return refused;
  if (/[\p{L}\p{M}\p{Nd}_=$€£¥₹]$/u.test(before) && !/[\p{Script=Han}]$/u.test(before)) return refused;
  if (/\d\s?x\s?$/i.test(before)) return refused;
  if (OTHER_LABEL.test(before) || isSomethingElse(run)) return refused;
  const labelled = PHONE_LABEL.test(before);
  const known = byLibrary(source, { start, end }, country, labelled);
  if (known.length > 0) return { spans: known };
  const extension = EXTENSION.exec(source.slice(end, end + 24))?.[0] ?? '';
  const next = source.charAt(end + extension.length);
  if (/[\p{L}\p{Nd}_%$€£¥₹]/u.test(next) && !/[\p{Script=Han}]/u.test(next)) return refused;
  if (!looksLikePhone(run, labelled, source.length <= run.length + 8)) return refused;
  const parsed = parsePhoneNumberFromString(run, country);
  return { spans: [{ start, end: end + extension.length, e164: parsed?.isValid() ? parsed.number : null }] };
}

/** What libphonenumber finds in the run and the few characters around it that matter to it. */
function byLibrary(source: string, { start, end }: Range, country: CountryCode | undefined, labelled: boolean) {
  const from = Math.max(0, start - 2);
  const piece = source.slice(from, end + 24);
  const options = country ? { defaultCountry: country, v2: true as const } : { v2: true as const };
  const spans: { start: number; end: number; e164: string | null }[] = [];
  for (const { startsAt, endsAt, number } of searchPhoneNumbersInText(piece, options)) {
    if (from + startsAt >= end) break;
    const written = piece.slice(startsAt, endsAt);
    // A bare number without prefix is as well an order number, unless it is called a phone or has a phone's length.
    const bare = /^[1-9]\d*$/.test(written);
    if (bare && !labelled && written.length !== 10) continue;
    spans.push({ start: from + startsAt, end: from + endsAt, e164: number.number });
  }
  return spans;
}

function isSomethingElse(run: string): boolean {
  if (DATE.test(run) || YEARS.test(run) || HOURS.test(run) || SOCIAL_SECURITY.test(run) || CARD.test(run)) return true;
  if (ADDRESS_OF_A_MACHINE.test(run)) return true;
  const digits = run.replace(/\D/g, '');
  return !run.startsWith('+') && digits.length >= 13 && passesLuhn(digits);
}

/** ISO/IEC 7812: the check digit that card numbers end with. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/**
 * Whether digits are grouped as people write phone numbers, or are called one.
 * @param alone whether the message is nothing else: it answers the question for a number
 */
function looksLikePhone(run: string, labelled: boolean, alone: boolean): boolean {
  const digits = run.replace(/\D/g, '').length;
  if (digits > 15) return false;
  if (/^[([]?\+/.test(run)) return digits >= 8;
  if (labelled) return true;
  const groups = run.split(/\D+/).filter(Boolean);
  if (groups.length === 1) return false;
  // Spain, Portugal and Poland write their mobile numbers like a sum of millions; sums that high are rarer.
  if (MOBILE_OF_NINE.test(run)) return true;
  if (THOUSANDS.test(run) || digits > (/^00/.test(run) ? 15 : 12)) return false;
  if (/[([]/.test(run) && !/^[([]\d{2,5}[)\]]/.test(run)) return false;
  if (/^[([]?0/.test(run)) return groups.length <= 6;
  if (/\//.test(run)) return false;
  const sizes = groups.map((group) => group.length);
  // Two numbers with a space between them are as well a house and a street ("704 1436 Elm Drive").
  if (groups.length === 2) return sizes[0] === 3 && sizes[1] === 4 && (alone || /[-.)]/.test(run));
  // A trunk or country code of one digit may lead: 8-903-123-45-67.
  const rest = digits === 11 && sizes[0] === 1 ? sizes.slice(1) : sizes;
  return digits >= 8 && groups.length <= 5 && rest.every((size) => size >= 2 && size <= 4);
}
