/** The evaluation data, as it lies beside the project. None of it is copied into the product. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const FOLDER = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

export type Half = 'tuning' | 'report';
export const HALVES: Half[] = ['tuning', 'report'];

/** Rules were chosen on the tuning half; the report half was only measured. The same row always falls into the same half. */
export const halfOf = (key: string): Half =>
  (createHash('sha256').update(key).digest()[0] ?? 0) % 2 === 0 ? 'tuning' : 'report';

export type Span = { type: string; start: number; end: number };
export type SpannedText = { text: string; spans: Span[]; half: Half };

/** presidio-research: generated texts with what they hold of personal data. @returns undefined where it is not there */
export function readSpans(): SpannedText[] | undefined {
  type Row = { text: string; spans: [string, number, number, string][] };
  return rowsOf<Row>('4-contact/pii_spans_presidio.jsonl')?.map(({ text, spans }) => ({
    text,
    spans: spans.map(([type, start, end]) => ({ type, start, end })),
    half: halfOf(text),
  }));
}

export type PhoneCase = { text: string; region: string | null; wanted: string[]; note: string };

/**
 * libphonenumber's own cases for finding numbers in text. Left out: those that hold for its test numbering plan alone,
 * and those whose verdict depends on how strict one wants to be.
 */
export function readPhoneCases(): PhoneCase[] | undefined {
  type Row = {
    text: string;
    region: string | null;
    expect_found: boolean | null;
    expect_raw: string[];
    note: string;
    real_metadata_agrees: boolean;
  };
  return rowsOf<Row>('4-contact/phone_matcher.jsonl')
    ?.filter((row) => row.expect_found !== null && row.real_metadata_agrees)
    .map(({ text, region, expect_raw, note }) => ({
      text,
      region: region === 'ZZ' ? null : region,
      wanted: expect_raw,
      note,
    }));
}

/** isemail: addresses and what RFC 5321 says of them. */
export function readAddresses(): { address: string; verdict: string }[] | undefined {
  const path = `${FOLDER}4-contact/email_isemail.json`;
  if (!existsSync(path)) return undefined;
  const rows = JSON.parse(readFileSync(path, 'utf8')) as [string, string][];
  return rows.map(([address, verdict]) => ({ address, verdict }));
}

export type RatedText = { text: string; rating: number; half: Half };

/** Sentences of product reviews with the mean of 20 people's ratings, here from -1 to 1; a review stays in one half. */
export function readRatings(): RatedText[] | undefined {
  const path = `${FOLDER}6-sentiment/vader_amazonReviewSnippets_groundtruth.tsv.gz`;
  if (!existsSync(path)) return undefined;
  return gunzipSync(readFileSync(path))
    .toString('latin1')
    .split(/\r?\n/)
    .filter(Boolean)
    .map((line) => {
      const [id = '', rating = '', ...text] = line.split('\t');
      return { text: text.join('\t'), rating: Number(rating) / 4, half: halfOf(id.split('_')[0] ?? id) };
    });
}

/** CLINC150's validation sentences, all English. @returns undefined where it is not there */
export function readEnglish(): string[] | undefined {
  const path = `${FOLDER}1-intent/clinc150/data.json.gz`;
  if (!existsSync(path)) return undefined;
  const lists = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as Record<string, [string, string][]>;
  return lists.val?.map(([text]) => text);
}

function rowsOf<Row>(name: string): Row[] | undefined {
  const path = `${FOLDER}${name}`;
  if (!existsSync(path)) return undefined;
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
}
