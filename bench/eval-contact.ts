/**
 * How well contact data is found in texts: `npm run eval:contact [-- --write]`.
 *
 * Rules were chosen on the tuning half of the rows (by a hash of the text); the report half was only measured. A span is
 * right when it begins and ends where it should, to the letter. The floor is libphonenumber alone over the whole text.
 */
import { type CountryCode, findPhoneNumbersInText } from 'libphonenumber-js/max';
import { type ContactSpan, findContacts } from '../lib/leads/contact.ts';
import { type Counts, countSpans, percent, precisionOf, recallOf, sumOf } from './contact/counts.ts';
import { HALVES, readAddresses, readPhoneCases, readSpans, type SpannedText } from './contact/data.ts';
import { markdownTable, writeResult } from './report.ts';

const REGION: CountryCode = 'US';

type Finder = (text: string) => { start: number; end: number }[];

const ours =
  (kind: ContactSpan['kind']): Finder =>
  (text) =>
    findContacts(text, REGION).filter((span) => span.kind === kind);
const floor: Finder = (text) =>
  findPhoneNumbersInText(text, REGION).map(({ startsAt, endsAt }) => ({ start: startsAt, end: endsAt }));

const texts = readSpans();
const phoneCases = readPhoneCases();
const addresses = readAddresses();
if (!texts || !phoneCases || !addresses) {
  process.stdout.write('Skipped: ../shared/data/4-contact is not there.\n');
} else {
  const systems: [string, string, Finder][] = [
    ['phone, floor', 'PHONE_NUMBER', floor],
    ['phone', 'PHONE_NUMBER', ours('phone')],
    ['e-mail', 'EMAIL_ADDRESS', ours('email')],
    ['name', 'PERSON', ours('name')],
    ['company', 'ORGANIZATION', ours('company')],
  ];
  const measured = systems.flatMap(([name, type, find]) =>
    [...HALVES, 'all' as const].map((half) => ({
      name,
      half,
      counts: measure(
        texts.filter((text) => half === 'all' || text.half === half),
        type,
        find,
      ),
    })),
  );
  const matcher = phoneCases.filter(({ text, region, wanted }) => {
    const found = findContacts(text, region).filter(({ kind }) => kind === 'phone');
    return JSON.stringify(found.map((span) => span.text)) === JSON.stringify(wanted);
  });
  const judged = addresses.map(({ address, verdict }) => ({
    wanted: verdict === 'valid' || verdict.startsWith('dnsWarn'),
    found: ours('email')(address).some(({ start, end }) => start === 0 && end === address.length),
  }));
  const shareOf = (wanted: boolean) => {
    const of = judged.filter((one) => one.wanted === wanted);
    return `${of.filter(({ found }) => found === wanted).length} of ${of.length}`;
  };
  const report = [
    '# Contact data in what people write\n',
    `presidio-research: ${texts.length} texts, region ${REGION}. Aims: phones recall >= 85 % at precision >= 90 %, e-mails >= 98 %. Names and companies are those that visitors give as their own (or that carry a legal form); the data marks every person and organisation that is mentioned, so their recall is low by intent.\n`,
    markdownTable(['what', 'half', 'precision', 'recall', 'right', 'wrong', 'missed'], measured.map(row)),
    `\nlibphonenumber's matcher cases: ${matcher.length} of ${phoneCases.length} exactly right. isemail: ${shareOf(true)} plain addresses found whole, ${shareOf(false)} malformed or exotic ones (quoted, with comments, address literals) not taken for an address.\n`,
  ].join('\n');
  process.stdout.write(`${report}\n`);
  if (process.argv.includes('--write')) {
    process.stdout.write(`Written to ${await writeResult('contact', report, { measured })}\n`);
  }
}

function measure(of: SpannedText[], type: string, find: Finder): Counts {
  return sumOf(
    of.map(({ text, spans }) =>
      countSpans(
        spans.filter((span) => span.type === type),
        find(text),
      ),
    ),
  );
}

function row({ name, half, counts }: { name: string; half: string; counts: Counts }): string[] {
  const { right, wrong, missed } = counts;
  return [name, half, percent(precisionOf(counts)), percent(recallOf(counts)), ...[right, wrong, missed].map(String)];
}
