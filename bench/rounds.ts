/** The measuring itself: upstream, bare and ours in turn, round by round, so that a busy moment hits all three. */

import type { Delivery, Order, Sample } from './load.ts';
import type { Helper } from './processes.ts';
import { useOf } from './processes.ts';
import type { System } from './system.ts';
import type { TargetKind } from './turn-stream.ts';

/** How a target is put under load. */
export type Mode = {
  /** The modes of one table have one name; `stored` asks the same questions again in new sessions. */
  name: 'paced' | 'warm' | 'no-delay' | 'stored' | 'stored-no-delay';
  firstTokenMs: number;
  gapMs: number;
  streams: number;
  /** Turns of each target in each round. */
  turns: number;
  rounds: number;
};

/** What one target did in one mode, over all rounds. */
export type Measured = {
  kind: TargetKind;
  samples: Sample[];
  wrong: string[];
  wallMs: number;
  /** CPU in milliseconds over all turns; undefined where it cannot be read. */
  appCpuMs: number | undefined;
  databaseCpuMs: number | undefined;
};

/** `asked`: how many turns ours had to take and store, those of the warm-up included. */
export type ModeResult = { mode: Mode; targets: Record<TargetKind, Measured>; asked: number };

export const KINDS = ['upstream', 'bare', 'ours'] as const satisfies TargetKind[];

/** What the load process needs beside the mode. */
export type Material = { questions: string[]; expected: string };

/** Measures one mode. The first round warms everything up and is not counted. */
export async function measureMode(
  load: Helper<unknown>,
  system: System,
  mode: Mode,
  material: Material,
): Promise<ModeResult> {
  await system.pace(mode.firstTokenMs, mode.gapMs);
  const targets = Object.fromEntries(KINDS.map((kind) => [kind, empty(kind)])) as Record<TargetKind, Measured>;
  // Stored answers are the product's alone: nobody else keeps any.
  const kinds = mode.name.startsWith('stored') ? (['ours'] as const) : KINDS;
  let asked = 0;
  for (let round = 0; round <= mode.rounds; round++) {
    const warmUp = round === 0;
    for (const kind of kinds) {
      // Of repeated questions each has to be asked once before its answer is stored.
      const least = mode.name.startsWith('stored') ? mode.turns : Math.ceil(mode.turns / 4);
      const turns = warmUp ? Math.max(mode.streams, least) : mode.turns;
      const delivery = await measureOnce(load, system, kind, mode, turns, material);
      if (kind === 'ours') asked += delivery.samples.length + delivery.wrong.length + delivery.unmeasured;
      if (!warmUp) add(targets[kind], delivery);
      else if (delivery.wrong.length > 0) targets[kind].wrong.push(...delivery.wrong);
    }
  }
  return { mode, targets, asked };
}

type Costed = Delivery & { appCpuMs: number | undefined; databaseCpuMs: number | undefined };

async function measureOnce(
  load: Helper<unknown>,
  system: System,
  kind: TargetKind,
  mode: Mode,
  turns: number,
  { questions, expected }: Material,
): Promise<Costed> {
  const appPid = kind === 'upstream' ? undefined : system.pids[kind];
  const app = cpuMeter(appPid);
  const database = cpuMeter(kind === 'ours' ? system.pids.database : undefined);
  const stored = mode.name.startsWith('stored');
  const delivery = await order(load, {
    kind,
    sessions: stored ? 'new' : mode.name === 'warm' ? 'warm' : 'mixed',
    asking: stored ? 'repeated' : 'distinct',
    url: { upstream: system.upstreamUrl, bare: system.bareUrl, ours: system.oursUrl }[kind],
    streams: mode.streams,
    turns,
    spreadMs: mode.firstTokenMs + mode.gapMs * 60,
    questions,
    expected,
  });
  return { ...delivery, appCpuMs: app(), databaseCpuMs: database() };
}

function order(load: Helper<unknown>, what: Order): Promise<Delivery> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('The load generator ended.'));
    load.process.once('exit', gone);
    load.process.once('message', (delivery) => {
      load.process.off('exit', gone);
      resolve(delivery as Delivery);
    });
    load.process.send(what);
  });
}

/** @returns tells the CPU used since, in milliseconds */
function cpuMeter(pid: number | undefined): () => number | undefined {
  const before = pid === undefined ? undefined : useOf(pid);
  return () => {
    const after = pid === undefined ? undefined : useOf(pid);
    return before && after ? after.cpuMs - before.cpuMs : undefined;
  };
}

const empty = (kind: TargetKind): Measured => ({
  kind,
  samples: [],
  wrong: [],
  wallMs: 0,
  appCpuMs: undefined,
  databaseCpuMs: undefined,
});

function add(total: Measured, part: Costed): void {
  total.samples.push(...part.samples);
  total.wrong.push(...part.wrong);
  total.wallMs += part.wallMs;
  if (part.appCpuMs !== undefined) total.appCpuMs = (total.appCpuMs ?? 0) + part.appCpuMs;
  if (part.databaseCpuMs !== undefined) total.databaseCpuMs = (total.databaseCpuMs ?? 0) + part.databaseCpuMs;
}
