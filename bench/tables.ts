/** The tables of a bench run, as Markdown. */
import { SEARCH_BUDGET_MS } from '../lib/knowledge/schema.ts';
import { explained, type FirstTokenParts, firstTokenParts, operationTimes } from './breakdown.ts';
import type { Sample } from './load.ts';
import type { ProcessUse } from './processes.ts';
import { markdownTable } from './report.ts';
import type { Measured, ModeResult } from './rounds.ts';
import { summarise } from './statistics.ts';

/** What a run found out. */
export type RunResult = {
  database: string;
  node: string;
  cores: number;
  /** Load average of the last minute before the start: what else the machine was doing. */
  loadBefore: number;
  tokens: number;
  /** What stored, shared and overtaken answers save, as a table. */
  engine: string | undefined;
  /** The first token with many other messages in the database, as a table. */
  flat: string | undefined;
  /** Share (0 to 1) of the calls to the provider that found a connection open; null when not known. */
  reuse: number | null;
  results: ModeResult[];
  memory: { before: ProcessUse | undefined; after: ProcessUse | undefined };
  databaseMemory: { before: ProcessUse | undefined; after: ProcessUse | undefined };
  turns: { asked: number; complete: number; answers: number };
};

/** The figures without the single turns, for machines. */
export function figuresOf({ results, engine: _engine, flat: _flat, ...run }: RunResult): unknown {
  return {
    ...run,
    modes: results.map(({ mode, targets, asked }) => ({
      ...mode,
      asked,
      targets: Object.values(targets)
        .filter(({ samples }) => samples.length > 0)
        .map((target) => ({
          kind: target.kind,
          turns: target.samples.length,
          wrong: target.wrong.length,
          firstTextMs: firstTexts(target),
          streamsPerSecond: perSecond(target),
          appCpuMs: target.appCpuMs,
          databaseCpuMs: target.databaseCpuMs,
        })),
      firstToken: firstTokenParts(targets.ours.samples),
      operations: operationTimes(targets.ours.samples),
    })),
  };
}

const ms = (value: number) => value.toFixed(1);
const firstTexts = ({ samples }: Measured) => summarise(samples.map(({ firstTextMs }) => firstTextMs));
const perSecond = ({ samples, wallMs }: Measured) => samples.length / (wallMs / 1000);
const cpu = (total: number | undefined, { samples }: Measured) =>
  total === undefined ? 'not known' : ms(total / samples.length);

/** The whole report. */
export function renderRun(run: RunResult): string {
  const paced = run.results.filter(({ mode }) => mode.name === 'paced');
  const named = (name: ModeResult['mode']['name']) => run.results.filter(({ mode }) => mode.name === name);
  const [warm, noDelay, stored, storedNoDelay] = [
    named('warm'),
    named('no-delay'),
    named('stored'),
    named('stored-no-delay'),
  ];
  return [
    `# Time to the first token and streams a second`,
    `${run.cores} cores (load before the start ${run.loadBefore.toFixed(1)}), Node ${run.node}, ${run.tokens} tokens an answer, database: ${run.database}. Client, upstream, app and database share the machine, so trust the ratios more than the figures. Upstream alone, bare \`streamText\` and the whole product took turns, round by round. Each answer cites a passage, as a model's does.`,
    paced.length > 0 ? `## Added time to the first token\n\n${addedTable(paced)}` : '',
    warm.length > 0
      ? `## The same in a running session\n\nThe session has earlier messages and the question needs a search.\n\n${addedTable(warm)}`
      : '',
    stored.length > 0 ? `## Start of a stored answer\n\n${storedTable(stored)}` : '',
    run.engine ? `## What is not done twice\n\n${run.engine}` : '',
    noDelay.length > 0
      ? `## Streams a second, upstream without delays\n\nDistinct questions: each answer is made anew.\n\n${throughputTable(noDelay)}`
      : '',
    storedNoDelay.length > 0
      ? `### Repeated questions\n\nThe same questions in new sessions: their answers are stored, no model is called.\n\n${storedTable(storedNoDelay)}`
      : '',
    run.flat ? `## Beside other visitors' messages\n\n${run.flat}` : '',
    `## What a stream costs\n\n${costTable(run.results)}`,
    paced.length > 0 ? `## Where the time to the first token goes\n\n${partsTable(paced)}` : '',
    ...paced.map((result) => `## Operations at ${result.mode.streams} streams\n\n${operationsTable(result)}`),
    `## Checks\n\n${checks(run)}`,
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

function addedTable(results: ModeResult[]): string {
  const rows = results.map(({ mode, targets }) => {
    const upstream = firstTexts(targets.upstream);
    const [bare, ours] = [firstTexts(targets.bare), firstTexts(targets.ours)];
    const added = ({ p50, p95 }: { p50: number; p95: number }) =>
      `${ms(p50 - upstream.p50)} / ${ms(p95 - upstream.p50)}`;
    const sessions = (isNew: boolean) => {
      const times = targets.ours.samples.filter(({ newSession }) => newSession === isNew).map((s) => s.firstTextMs);
      return times.length > 0 ? ms(summarise(times).p50 - upstream.p50) : 'none';
    };
    return [
      String(mode.streams),
      `${ms(upstream.p50)} / ${ms(upstream.p95)}`,
      added(bare),
      added(ours),
      ((ours.p50 - upstream.p50) / (bare.p50 - upstream.p50)).toFixed(2),
      sessions(true),
      sessions(false),
      String(ours.count),
    ];
  });
  const head = [
    'streams',
    'upstream alone',
    'bare adds',
    'ours adds',
    'ours / bare',
    'new session',
    'running session',
    'turns',
  ];
  const { mode } = results[0] as ModeResult;
  return `In ms, p50 / p95. The upstream sends its first token after ${mode.firstTokenMs} ms, the others ${mode.gapMs} ms apart. "Adds" is over the upstream's own p50.\n\n${markdownTable(head, rows)}`;
}

function throughputTable(results: ModeResult[]): string {
  const rows = results.map(({ mode, targets }) => [
    String(mode.streams),
    perSecond(targets.upstream).toFixed(0),
    perSecond(targets.bare).toFixed(0),
    perSecond(targets.ours).toFixed(0),
    (perSecond(targets.ours) / perSecond(targets.bare)).toFixed(2),
    `${ms(firstTexts(targets.bare).p50)} / ${ms(firstTexts(targets.bare).p95)}`,
    `${ms(firstTexts(targets.ours).p50)} / ${ms(firstTexts(targets.ours).p95)}`,
    String(targets.ours.samples.length),
  ]);
  const head = [
    'streams',
    'upstream alone',
    'bare',
    'ours',
    'ours / bare',
    'bare first token, ms',
    'ours first token, ms',
    'turns',
  ];
  return markdownTable(head, rows);
}

function costTable(results: ModeResult[]): string {
  const rows = results.map(({ mode, targets }) => [
    `${mode.name}, ${mode.streams}`,
    targets.bare.samples.length > 0 ? cpu(targets.bare.appCpuMs, targets.bare) : 'none',
    cpu(targets.ours.appCpuMs, targets.ours),
    cpu(targets.ours.databaseCpuMs, targets.ours),
  ]);
  return `CPU ms a turn; a PostgreSQL behind the local Supabase server is not counted.\n\n${markdownTable(['mode, streams', 'bare', 'ours: app', 'ours: local Supabase server'], rows)}`;
}

const PARTS: [keyof FirstTokenParts, string][] = [
  ['firstText', 'first token at the client'],
  ['way', 'way there and back'],
  ['middleware', 'middleware'],
  ['database', 'database'],
  ['model', 'model'],
  ['named', 'other operations'],
  ['unexplained', 'unexplained'],
];

function partsTable(results: ModeResult[]): string {
  const rows = results.map(({ mode, targets }) => {
    const parts = firstTokenParts(targets.ours.samples);
    return [String(mode.streams), ...PARTS.map(([name]) => ms(parts[name]))];
  });
  return `Means in ms, of ours; the model's part is the upstream's own delay and the client of it.\n\n${markdownTable(['streams', ...PARTS.map(([, title]) => title)], rows)}`;
}

function operationsTable({ targets }: ModeResult): string {
  const rows = operationTimes(targets.ours.samples).map(({ name, turns, mean, p50, p95 }) => [
    name,
    String(turns),
    ms(mean),
    ms(p50),
    ms(p95),
  ]);
  return `In ms.\n\n${markdownTable(['operation', 'turns', 'mean', 'p50', 'p95'], rows)}`;
}

function storedTable(results: ModeResult[]): string {
  const rows = results.map(({ mode, targets: { ours } }) => {
    const stored = ours.samples.filter(({ receipt }) => receipt?.cache === 'answer');
    const [p50, p95] =
      stored.length > 0
        ? [ms(firstTexts({ ...ours, samples: stored }).p50), ms(firstTexts({ ...ours, samples: stored }).p95)]
        : ['none', 'none'];
    const share = `${stored.length} of ${ours.samples.length}`;
    return [String(mode.streams), p50, p95, perSecond(ours).toFixed(0), share];
  });
  const head = ['streams', 'first text p50, ms', 'p95, ms', 'streams/s', 'stored answers'];
  return `Times of the stored answers; a question whose answer rests on no article is answered anew each time.\n\n${markdownTable(head, rows)}`;
}

const isSearchLate = ({ receipt }: Sample) =>
  receipt?.operations.some(({ name, durationMs }) => name === 'search-knowledge' && durationMs >= SEARCH_BUDGET_MS);

function checks({ results, memory, databaseMemory, turns, reuse }: RunResult): string {
  const paced = results.filter(({ mode }) => mode.name === 'paced').flatMap(({ targets }) => targets.ours.samples);
  const share = explained(paced);
  const ours = results
    .filter(({ mode }) => !mode.name.startsWith('stored'))
    .flatMap(({ targets }) => targets.ours.samples);
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
  const use = ({ before, after }: RunResult['memory']) =>
    before && after ? `${before.rssMb.toFixed(0)} MB before, ${after.rssMb.toFixed(0)} MB after` : 'not known';
  const wrong = results.flatMap(({ targets }) => Object.values(targets)).flatMap((target) => target.wrong);
  return [
    `- Turns asked of ours: ${turns.asked}; stored as complete: ${turns.complete}; answers stored: ${turns.answers}.`,
    `- Streams that were wrong, broken or refused: ${wrong.length}.${wrong[0] ? ` The first: ${wrong[0].slice(0, 300)}` : ''}`,
    `- Every ordinary question is asked once. Of the answers to them, from a cache: ${ours.filter(({ receipt }) => receipt?.cache !== 'none').length}; from a lower model: ${ours.filter(({ receipt }) => receipt?.fallback).length}.`,
    `- Knowledge searches of ${SEARCH_BUDGET_MS} ms or more, which the turn no longer waits for: ${ours.filter(isSearchLate).length} of ${ours.length}.`,
    `- Calls to the provider over a connection that was open already: ${reuse === null ? 'not known' : percent(reuse)} (aim 95 % at least).`,
    `- Named operations explain ${percent(share.mean)} of the wall time (least ${percent(share.least)}) over ${share.turns} paced turns.`,
    `- Resident memory of the app: ${use(memory)}. Of the local Supabase server: ${use(databaseMemory)}.`,
  ].join('\n');
}
