import { createHash } from 'node:crypto';
import { type CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { firstOf } from '../../platform/text.ts';
import type { Draft } from './draft.ts';
import type { Limits } from './limits.ts';
import { UnreadableFile } from './unreadable.ts';

const words = z.string().refine((value) => /\S/u.test(value));
const rowSchema = z.union([
  z.object({ question: words, answer: words }),
  z.object({ title: words, text: words }),
  z.object({ title: words, body: words }),
  z.object({ title: words, answer: words }),
]);
const extrasSchema = z.object({
  url: z.string().nullish(),
  id: z.union([z.string().min(1).max(200), z.number()]).nullish(),
});

/** One source per line of JSONL: `{title, text | body | answer, url?, id?}` or `{question, answer, url?, id?}`. */
export function readLines(fileId: string, text: string, limits: Limits): Draft[] {
  const entries = new Entries(fileId, 'jsonl', limits);
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim()) entries.add(`Line ${index + 1}`, () => parsed(line));
  }
  return entries.all;
}

/**
 * One source per row of a table. Its first row names the columns: question and answer, or title and text (or body, or
 * answer), and if wished url and id; others are left out. Commas, semicolons, tabs or bars part the cells.
 */
export function readTable(fileId: string, text: string, limits: Limits): Draft[] {
  const { delimiter, header } = headerOf(text);
  const entries = new Entries(fileId, 'csv', limits);
  for (const { record, info } of recordsOf(text, delimiter)) {
    if (info.records === 1 || record.every((cell) => !cell.trim())) continue;
    entries.add(`Row ${info.records}`, () => {
      if (record.length > header.length && record.slice(header.length).some((cell) => cell.trim())) {
        throw new UnreadableFile(`it has ${record.length} cells, and the first row names ${header.length}.`);
      }
      const row = Object.fromEntries(
        header.map((name, at) => [name, record[at]?.trim() ?? '']).filter(([, cell]) => cell),
      );
      return row;
    });
  }
  if (entries.all.length === 0) throw new UnreadableFile('It has a first row and nothing below it.');
  return entries.all;
}

/** Sources of one file: each in its turn, none twice, none too many. */
class Entries {
  readonly all: Draft[] = [];
  readonly #taken = new Set<string>();
  readonly #fileId: string;
  readonly #kind: 'jsonl' | 'csv';
  readonly #limits: Limits;

  constructor(fileId: string, kind: 'jsonl' | 'csv', limits: Limits) {
    this.#fileId = fileId;
    this.#kind = kind;
    this.#limits = limits;
  }

  add(place: string, read: () => unknown): void {
    const { entries, advice } = this.#limits;
    try {
      if (this.all.length >= entries) throw new UnreadableFile(`It has more than ${entries} entries. ${advice}`);
      const draft = sourceOf(this.#fileId, this.#kind, read());
      if (this.#taken.has(draft.externalId)) throw new UnreadableFile('its id or title is there already.');
      this.#taken.add(draft.externalId);
      this.all.push(draft);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      throw new UnreadableFile(`${place}: ${error.message}`, { cause: error.cause });
    }
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new UnreadableFile('this is not JSON.', { cause });
  }
}

function sourceOf(fileId: string, kind: 'jsonl' | 'csv', value: unknown): Draft {
  const row = rowSchema.safeParse(value);
  const extras = extrasSchema.safeParse(value);
  if (!row.success) {
    throw new UnreadableFile('it needs "title" with "text", "body" or "answer", or "question" with "answer", as text.');
  }
  if (!extras.success) throw new UnreadableFile('"id" must be a text or a number, "url" a text.');
  const { data } = row;
  const title = ('question' in data ? data.question : data.title).replace(/\s+/g, ' ').trim();
  const body = 'text' in data ? data.text : 'body' in data ? data.body : data.answer;
  const key = extras.data.id ?? createHash('sha256').update(title).digest('hex').slice(0, 16);
  return {
    externalId: `${fileId}#${key}`,
    kind,
    title: firstOf(title, 300),
    url: extras.data.url || null,
    body,
    language: null,
  };
}

/** Other words for the columns, as exports name them. */
const COLUMNS: Record<string, string> = {
  question: 'question',
  questions: 'question',
  q: 'question',
  answer: 'answer',
  answers: 'answer',
  a: 'answer',
  response: 'answer',
  title: 'title',
  text: 'text',
  body: 'body',
  content: 'body',
  url: 'url',
  link: 'url',
  id: 'id',
};

function headerOf(text: string): { delimiter: string; header: string[] } {
  const first = text.slice(0, 20_000);
  for (const delimiter of [',', ';', '\t', '|']) {
    const [names = []] = recordsOf(first, delimiter, 1).map(({ record }) => record);
    const header = names.map((name) => COLUMNS[name.trim().toLowerCase()] ?? `other ${name}`);
    const has = (name: string) => header.includes(name);
    if (!(has('question') && has('answer')) && !(has('title') && (has('text') || has('body') || has('answer'))))
      continue;
    const twice = header.find((name, at) => header.indexOf(name) !== at && !name.startsWith('other'));
    if (twice) throw new UnreadableFile(`Row 1: two columns are the ${twice}.`);
    return { delimiter, header };
  }
  throw new UnreadableFile(
    'Row 1 must name the columns: question and answer, or title and text; if wished also url and id.',
  );
}

type Row = { record: string[]; info: { records: number } };

function recordsOf(text: string, delimiter: string, to?: number): Row[] {
  try {
    return parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      ...(to ? { to, relax_quotes: true } : {}),
    }) as unknown as Row[];
  } catch (cause) {
    throw new UnreadableFile(sayCsv(cause), { cause });
  }
}

function sayCsv(error: unknown): string {
  if (!(error instanceof Error && 'code' in error)) throw error;
  const { code, records } = error as CsvError & { records?: number };
  const place = typeof records === 'number' ? `Row ${records + 1}` : 'The table';
  if (code === 'CSV_QUOTE_NOT_CLOSED') return `${place}: a quotation mark opens a cell and nothing closes it.`;
  if (code === 'CSV_INVALID_CLOSING_QUOTE' || code === 'INVALID_OPENING_QUOTE') {
    return `${place}: a quotation mark stands inside of a cell. Double it, and put the cell into quotation marks.`;
  }
  return `${place}: ${error.message}`;
}
