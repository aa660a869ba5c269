/**
 * How well the built-in model answers: `npm run eval:answers`.
 *
 * doc2dial's help pages go through the real chunker into an in-memory database; its questions through the real search,
 * the real prompt and the real composing (`answers/ask.ts`). CLINC's out-of-scope questions, which no page answers, go
 * the same way. What scores sentences was fitted on the tuning half of the conversations; the report half was only measured.
 */

import type { Depth } from '../lib/chat/schema.ts';
import { loadTokenizer } from '../lib/platform/tokens.ts';
import { withFreshDatabase } from '../scripts/fresh-database.ts';
import { type Answered, type Asked, answerOf, passagesFor } from './answers/ask.ts';
import { measureAttacks } from './answers/attacks.ts';
import { firstSentences, wholePassage } from './answers/floor.ts';
import { answerWords, holdsSentence, holdsSpan, quotedShare } from './answers/overlap.ts';
import { markdownTable, writeResult } from './report.ts';
import { type Question, readDoc2dial, readOutOfScope } from './retrieval/data.ts';
import { buildKnowledgeBase, type KnowledgeBase } from './retrieval/knowledge-base.ts';
import { summarise } from './statistics.ts';

type Half = Question['half'];
type Answerable = Asked & { half: Half; gold: string; goldSources: string[] };
type Unanswerable = Asked & { half: Half };
type Quality = {
  span: number;
  sentence: number;
  any: number;
  page: number;
  notSure: number;
  words: number;
  asked: number;
};

const HALVES: Half[] = ['report', 'tuning'];
const DEPTHS: Depth[] = ['balanced', 'concise', 'detailed'];

const data = readDoc2dial();
const strangers = readOutOfScope();
if (!data || !strangers) {
  process.stdout.write('Skipped: ../shared/data/2-kb/doc2dial or 1-intent/clinc150 is not there.\n');
} else {
  await loadTokenizer();
  await withFreshDatabase(async (database) => {
    const base = await buildKnowledgeBase(database, data.docs);
    const first = await askAll(
      base,
      data.questions.filter((question) => question.first),
    );
    const later = await askAll(
      base,
      data.questions.filter((question) => !question.first),
    );
    const outside = await askOutside(base, strangers);
    const outsideLater = await askOutside(
      base,
      strangers,
      data.questions.filter((question) => !question.first),
    );
    const answered = measureAnswers({ 'first question': first, 'in its session': later });
    const refused = measureRefusals({ 'first question': outside, 'in a session about a page': outsideLater });
    const attacks = measureAttacks(data.docs.map(({ text }) => text));
    const time = summarise(first.map((question) => answerOf(question, 'balanced').tookMs));
    const report = [
      '# Answers of the built-in model\n',
      `doc2dial: ${data.docs.length} help pages in ${base.passages} passages, ${data.questions.length} questions, of which the page that each is about holds the answer (its gold span). What scores sentences was fitted on the tuning half of the conversations; the report half was only measured.\n`,
      'An answer holds the span when at least half of the span\'s words stand in it, in order, in runs of four or more (a shorter span: whole). "Any sentence": one whole sentence of the span stands in it. "Any words": one run of four does. "Page": the page is among the cited ones. Only what is presented as the answer counts, not a hint that owns up to being one. Words: of the median answer. Floors quote the best passage whatever is asked. "Found" is what the passages hold that the search returned: no choice of sentences can do better.\n',
      `${answered.table}\n`,
      '## Questions that no page answers\n',
      "CLINC's out-of-scope questions against the same pages. Not sure: nothing is quoted as the answer.\n",
      `${refused.table}\n`,
      ...(attacks ? ['## Sentences that address an assistant\n', `${attacks.text}\n`] : []),
      `Composing took ${time.p50.toFixed(1)} ms (p50; p95 ${time.p95.toFixed(1)} ms).\n`,
    ].join('\n');
    process.stdout.write(`\n${report}\n`);
    const path = await writeResult('answers', report, {
      answered: answered.figures,
      refused: refused.figures,
      attacks: attacks?.figures,
      time,
    });
    process.stdout.write(`Written to ${path}\n`);
  });
}

/** Searches for each question as a turn does: those after the first in the session in which they were asked. */
async function askAll(base: KnowledgeBase, questions: Question[]): Promise<Answerable[]> {
  const asked: Answerable[] = [];
  for (const question of questions) {
    const { turns, first, half, answer: gold, docId } = question;
    const text = turns[0]?.text ?? '';
    const limit = passagesFor(text);
    const sessionId = first ? undefined : await base.sessionBefore(question);
    const passages = limit > 0 ? await base.search(text, limit, sessionId) : [];
    const goldSources = passages.filter((hit) => base.docOf(hit) === docId).map(({ sourceId }) => sourceId);
    asked.push({ text, before: turns.slice(1).reverse(), passages, half, gold, goldSources });
  }
  return asked;
}

/** @param sessions when given, each question is asked at the end of one of these conversations */
async function askOutside(
  base: KnowledgeBase,
  questions: { text: string; half: Half }[],
  sessions: Question[] = [],
): Promise<Unanswerable[]> {
  const asked: Unanswerable[] = [];
  for (const [index, { text, half }] of questions.entries()) {
    const session = sessions[(index * 7) % Math.max(1, sessions.length)];
    const limit = passagesFor(text);
    const sessionId =
      session && (await base.sessionBefore({ ...session, turns: [{ role: 'user', text }, ...session.turns] }));
    const passages = limit > 0 ? await base.search(text, limit, sessionId) : [];
    asked.push({ text, before: session?.turns.toReversed() ?? [], passages, half });
  }
  return asked;
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}

function shareOf<T>(all: readonly T[], holds: (one: T) => boolean): number {
  return all.filter(holds).length / Math.max(1, all.length);
}

function measureAnswers(groups: Record<string, Answerable[]>) {
  const rows: string[][] = [];
  const figures: Record<string, Quality> = {};
  const quotes = (text: (passages: Asked['passages']) => string) => (question: Answerable) => {
    const said = text(question.passages);
    return { text: said, cited: question.passages.slice(0, 1).map(({ sourceId }) => sourceId), answers: said !== '' };
  };
  for (const [group, all] of Object.entries(groups)) {
    const systems: [string, (question: Answerable) => Pick<Answered, 'text' | 'cited' | 'answers'>][] = [
      ['floor: first 3 sentences', quotes(firstSentences)],
      ['floor: best passage', quotes(wholePassage)],
      ...DEPTHS.map((depth) => [depth, (question: Answerable) => answerOf(question, depth)] as const),
      [
        'found',
        (question) => ({ ...quotes(everything)(question), cited: question.passages.map(({ sourceId }) => sourceId) }),
      ],
    ] as [string, (question: Answerable) => Answered][];
    for (const [system, ask] of systems) {
      const answers = all.map((question) => ({ question, said: ask(question) }));
      for (const half of HALVES) {
        const own = answers.filter(({ question }) => question.half === half);
        const quality = qualityOf(own);
        figures[`${group}, ${system}, ${half}`] = quality;
        const { span, sentence, any, page, notSure, words } = quality;
        rows.push([
          `${group}: ${system}`,
          half,
          ...[span, sentence, any, page, notSure].map(percent),
          String(words),
          String(own.length),
        ]);
      }
    }
  }
  const head = ['answer', 'half', 'span', 'any sentence', 'any words', 'page', 'not sure', 'words', 'questions'];
  return { table: markdownTable(head, rows), figures };
}

function everything(passages: Asked['passages']): string {
  return passages.map(({ body }) => body).join('\n\n');
}

function qualityOf(all: { question: Answerable; said: Pick<Answered, 'text' | 'cited' | 'answers'> }[]): Quality {
  const given = (holds: (question: Answerable, text: string) => boolean) =>
    shareOf(all, ({ question, said }) => said.answers && holds(question, said.text));
  const lengths = all.filter(({ said }) => said.answers).map(({ said }) => answerWords(said.text).length);
  return {
    span: given(({ gold }, text) => holdsSpan(gold, text)),
    sentence: given(({ gold }, text) => holdsSentence(gold, text)),
    any: given(({ gold }, text) => quotedShare(gold, text) > 0),
    page: shareOf(
      all,
      ({ question, said }) => said.answers && question.goldSources.some((id) => said.cited.includes(id)),
    ),
    notSure: shareOf(all, ({ said }) => !said.answers),
    words: Math.round(summarise(lengths).p50),
    asked: all.length,
  };
}

function measureRefusals(groups: Record<string, Unanswerable[]>) {
  const rows: string[][] = [];
  const figures: Record<string, number> = {};
  for (const [group, all] of Object.entries(groups)) {
    for (const half of HALVES) {
      const own = all.filter((question) => question.half === half);
      const notSure = shareOf(own, (question) => !answerOf(question, 'balanced').answers);
      figures[`${group}, ${half}`] = notSure;
      rows.push([group, half, percent(notSure), String(own.length)]);
    }
  }
  return { table: markdownTable(['asked', 'half', 'not sure', 'questions'], rows), figures };
}
