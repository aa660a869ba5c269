/** The evaluation data, as it lies beside the project. None of it is copied into the product. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const FOLDER = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/** A help page. */
export type Doc = { id: string; title: string; text: string };

export type Turn = { role: 'user' | 'assistant'; text: string };

/** A question of a conversation about one help page; turns are newest first, the question itself included. */
export type Question = {
  id: string;
  docId: string;
  turns: Turn[];
  first: boolean;
  answer: string;
  half: 'tuning' | 'report';
};

/** @returns undefined where the data is not there */
export function readDoc2dial(): { docs: Doc[]; questions: Question[] } | undefined {
  const [docs, questions] = [`${FOLDER}2-kb/doc2dial/docs.jsonl.gz`, `${FOLDER}2-kb/doc2dial/questions.jsonl.gz`];
  if (!existsSync(docs) || !existsSync(questions)) return undefined;
  type RawDoc = { doc_id: string; title: string; text: string };
  type RawQuestion = {
    id: string;
    doc_id: string;
    turns_newest_first: string[];
    first_turn: boolean;
    answer_text: string;
  };
  return {
    docs: lines<RawDoc>(docs).map(({ doc_id, title, text }) => ({ id: doc_id, title, text })),
    questions: lines<RawQuestion>(questions).map((row) => ({
      id: row.id,
      docId: row.doc_id,
      turns: row.turns_newest_first.map((turn) => ({
        role: turn.startsWith('user:') ? 'user' : 'assistant',
        text: turn.replace(/^(user|agent):/, ''),
      })),
      first: row.first_turn,
      answer: row.answer_text,
      half: halfOf(row.id.split('_')[0] ?? row.id),
    })),
  };
}

/** Questions about anything but the help pages. @returns undefined where the data is not there */
export function readOutOfScope(): { text: string; half: 'tuning' | 'report' }[] | undefined {
  const path = `${FOLDER}1-intent/clinc150/data.json.gz`;
  if (!existsSync(path)) return undefined;
  const lists = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as Record<string, [string, string][]>;
  return Object.entries(lists)
    .filter(([name]) => name.startsWith('oos'))
    .flatMap(([, rows]) => rows.map(([text]) => ({ text, half: halfOf(text) })));
}

/** All questions of one conversation fall into the same half. */
function halfOf(key: string): 'tuning' | 'report' {
  return (createHash('sha256').update(key).digest()[0] ?? 0) % 2 === 0 ? 'tuning' : 'report';
}

function lines<Row>(path: string): Row[] {
  return gunzipSync(readFileSync(path))
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
}
