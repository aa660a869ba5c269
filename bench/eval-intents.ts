/**
 * How often the knowledge search finds what a question is about: `npm run eval:intents`.
 *
 * Banking77: 77 articles made of four fifths of the questions go through the real chunker into an in-memory database;
 * the others are asked through the real search function. Right is the article of the question's intent. What the search
 * does was chosen on the tuning half of the asked questions; the report half was only measured.
 */

import { withFreshDatabase } from '../scripts/fresh-database.ts';
import { type Held, readBanking77 } from './intents/data.ts';
import { nearestQuestions } from './intents/floor.ts';
import { markdownTable, writeResult } from './report.ts';
import { buildKnowledgeBase, type KnowledgeBase } from './retrieval/knowledge-base.ts';
import { summarise } from './statistics.ts';

/** Passages asked for, so that the fifth article is among them. */
const DEPTH = 60;

type Ranking = Held & { articles: string[] };

const data = readBanking77();
if (!data) {
  process.stdout.write('Skipped: ../shared/data/1-intent/banking77 is not there.\n');
} else {
  const { articles, known, held } = data;
  await withFreshDatabase(async (database) => {
    const base = await buildKnowledgeBase(database, articles);
    const byWords = await buildKnowledgeBase(database, articles, 1, false);
    const floor = nearestQuestions(known);
    const rankings: Record<string, Ranking[]> = {
      floor: held.map((asked) => ({ ...asked, articles: floor(asked.text) })),
      'ours, by words alone': await rank(byWords, held),
      ours: await rank(base, held),
    };
    const figures = Object.entries(rankings).flatMap(([system, all]) =>
      (['report', 'tuning'] as const).map((half) => ({
        system,
        half,
        ...qualityOf(all.filter((ranking) => ranking.half === half)),
      })),
    );
    const { p50, p95 } = summarise(base.timesMs);
    const table = markdownTable(
      ['search', 'half', 'accuracy', 'R@5', 'questions'],
      figures.map(({ system, half, r1, r5, questions }) => [system, half, percent(r1), percent(r5), String(questions)]),
    );
    const report = [
      '# Finding what a question is about\n',
      `Banking77: ${articles.length} articles made of ${known.length} questions and cut into ${base.passages} passages; ${held.length} other questions are asked, told apart by a hash of the text. What the search does was chosen on the tuning half; the report half was only measured. Accuracy: the first article is the right one; R@5: it is among the first five. Floor: plain BM25 over the known questions, the ten nearest vote. By words alone: without the model that is learned of the company's own sentences.\n`,
      `${table}\n`,
      `A search for ${DEPTH} passages takes ${p50.toFixed(1)} ms (p50) and ${p95.toFixed(1)} ms (p95) in the database.\n`,
    ].join('\n');
    process.stdout.write(`${report}\n`);
    process.stdout.write(`Written to ${await writeResult('intents', report, { figures, p50, p95 })}\n`);
  });
}

async function rank(base: KnowledgeBase, held: Held[]): Promise<Ranking[]> {
  const rankings: Ranking[] = [];
  for (const asked of held) {
    const hits = await base.search(asked.text, DEPTH);
    rankings.push({ ...asked, articles: [...new Set(hits.map(base.docOf))] });
  }
  return rankings;
}

function qualityOf(rankings: Ranking[]) {
  const within = (first: number) =>
    rankings.filter(({ intent, articles }) => articles.slice(0, first).includes(intent)).length / rankings.length;
  return { r1: within(1), r5: within(5), questions: rankings.length };
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}
