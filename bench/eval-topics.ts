/**
 * How well questions are grouped into topics: `npm run eval:topics [-- --write]`.
 *
 * Questions of banking77 and CLINC150 (without small talk) are grouped as the page of content gaps does it and compared
 * with their intents. The threshold is the one with the highest mean of adjusted Rand index and purity over the
 * samples of the chosen half; the table reports the held-out half. `--write` keeps it in bench/results.
 */
import { groupQuestions, SAME_TOPIC } from '../lib/gaps/group.ts';
import { type Message, readBanking, readClinc } from './plan/data.ts';
import { markdownTable, writeResult } from './report.ts';
import { percentile } from './statistics.ts';
import { type Agreement, agreementOf } from './topics/agreement.ts';

const THRESHOLDS = [0.06, 0.08, 0.1, 0.12, 0.14, 0.17, 0.2, 0.25];
/** Questions and intents of each sample: a year's backlog, a busy month, a quiet one. */
const SIZES = {
  banking77: [
    [2000, 77],
    [300, 20],
    [60, 12],
  ],
  CLINC150: [
    [2000, 100],
    [300, 20],
    [60, 12],
  ],
} as const;

type Sample = { name: string; messages: Message[] };

/** `count` items spread evenly over the list. */
const spread = <Item>(items: readonly Item[], count: number): Item[] =>
  Array.from(
    { length: Math.min(count, items.length) },
    (_, at) => items[Math.floor((at * items.length) / count)] as Item,
  );

function samplesOf(name: keyof typeof SIZES, messages: readonly Message[], half: Message['half']): Sample[] {
  const own = messages.filter((message) => message.half === half);
  return SIZES[name].map(([count, intents]) => {
    const chosen = new Set(spread([...new Set(own.map(({ intent }) => intent))].sort(), intents));
    const drawn = spread(
      own.filter(({ intent }) => chosen.has(intent)),
      count,
    );
    return { name: `${name}, ${drawn.length} questions of ${chosen.size} intents`, messages: drawn };
  });
}

type Measured = Agreement & { ms: number };

async function measure({ messages }: Sample, threshold?: number): Promise<Measured> {
  const began = process.cpuUsage();
  const groups = await groupQuestions(
    messages.map(({ text, intent }) => ({ text, intent, language: null })),
    threshold,
  );
  const { user, system } = process.cpuUsage(began);
  const ms = (user + system) / 1000;
  return { ...agreementOf(groups.map((group) => group.map(({ intent }) => intent))), ms };
}

const banking = readBanking();
const clinc = readClinc()?.filter(({ smallTalk, intent }) => !smallTalk && intent !== 'oos');
if (!banking || !clinc) {
  process.stdout.write('Skipped: ../shared/data/1-intent is not there.\n');
} else {
  const halves = (half: Message['half']) => [
    ...samplesOf('banking77', banking, half),
    ...samplesOf('CLINC150', clinc, half),
  ];
  const chosen = halves('chosen');
  const means: { threshold: number; index: number; purity: number }[] = [];
  for (const threshold of THRESHOLDS) {
    const measured: Measured[] = [];
    for (const sample of chosen) measured.push(await measure(sample, threshold));
    const mean = (of: (one: Agreement) => number) => measured.reduce((sum, one) => sum + of(one), 0) / measured.length;
    means.push({ threshold, index: mean(({ index }) => index), purity: mean(({ purity }) => purity) });
  }
  const best = means.reduce((a, b) => (b.index + b.purity > a.index + a.purity ? b : a));
  const rows = async (samples: Sample[]) => {
    const lines: string[][] = [];
    for (const sample of samples) {
      const runs: Measured[] = [];
      for (let run = 0; run < 5; run += 1) runs.push(await measure(sample));
      const { groups, index, purity, together } = runs[0] as Agreement;
      const times = runs.map(({ ms }) => ms);
      lines.push([
        sample.name,
        String(groups),
        purity.toFixed(3),
        index.toFixed(3),
        `${(100 * together).toFixed(1)} %`,
        Math.min(...times).toFixed(0),
        percentile(times, 50).toFixed(0),
      ]);
    }
    return lines;
  };
  const head = [
    'sample',
    'topics',
    'purity',
    'adjusted Rand index',
    'in a topic of two or more',
    'processor ms, best of 5',
    'p50',
  ];
  const heldOut = await rows(halves('held out'));
  const report = [
    '# Topics of questions',
    `Words and letters alone, average linkage, no language model. The threshold ${SAME_TOPIC} is the product's; of those tried, ${best.threshold} has the highest mean of adjusted Rand index and purity on the chosen half. Intents of banking77 are finer than topics of articles: "card_arrival" and "card_delivery_estimate" are two. Purity is the share of questions that are of the commonest intent of their topic. Times are the processor's, over all threads; each sample is grouped five times.`,
    '## Held-out half',
    markdownTable(head, heldOut),
    '## Chosen half',
    markdownTable(head, await rows(chosen)),
    '## Choice of the threshold, means over the samples of the chosen half',
    markdownTable(
      ['threshold', 'adjusted Rand index', 'purity'],
      means.map(({ threshold, index, purity }) => [String(threshold), index.toFixed(3), purity.toFixed(3)]),
    ),
  ].join('\n\n');
  process.stdout.write(`\n${report}\n`);
  if (process.argv.includes('--write')) {
    process.stdout.write(`Written to ${await writeResult('topics', `${report}\n`, { best, means, heldOut })}\n`);
  }
}
