/** Questions of bank customers (Banking77), each with what it is about, as they lie beside the project. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import type { Doc } from '../retrieval/data.ts';

const PATH = fileURLToPath(new URL('../../../shared/data/1-intent/banking77/train.csv', import.meta.url));

export type Half = 'tuning' | 'report';
/** A question that is in no article, and the intent that it belongs to. */
export type Held = { text: string; intent: string; half: Half };

/**
 * One fifth of the questions is held out, told by a hash of the text alone, and is asked; it falls into two halves by
 * the same hash. The others make one article an intent: its name is the title, each question an item of a list.
 * @returns undefined where the data is not there
 */
export function readBanking77(): { articles: Doc[]; known: Omit<Held, 'half'>[]; held: Held[] } | undefined {
  if (!existsSync(PATH)) return undefined;
  const rows = parse(readFileSync(PATH), { columns: true, skip_empty_lines: true, relax_quotes: true }) as {
    text: string;
    category: string;
  }[];
  const known: Omit<Held, 'half'>[] = [];
  const held: Held[] = [];
  for (const row of rows) {
    const text = row.text.replace(/\s+/g, ' ').trim();
    const [place = 0, half = 0] = createHash('sha256').update(text).digest();
    if (place % 5 === 0) held.push({ text, intent: row.category, half: half % 2 === 0 ? 'tuning' : 'report' });
    else known.push({ text, intent: row.category });
  }
  const intents = [...new Set(known.map(({ intent }) => intent))].sort();
  const articles = intents.map((intent) => ({
    id: intent,
    title: intent.replaceAll('_', ' '),
    text: known
      .filter((row) => row.intent === intent)
      .map(({ text }) => `- ${text}`)
      .join('\n'),
  }));
  return { articles, known, held };
}
