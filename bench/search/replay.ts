/**
 * Makes the calls of a file again, one after the other, inside the process that holds the database: what a search takes
 * without the way to it. `node bench/search/replay.ts <data folder> <file>`.
 */
import { readFileSync } from 'node:fs';
import { openPglite } from '../../supabase/embedded/database.ts';
import { takeLock } from '../../supabase/embedded/lock.ts';
import { RpcLane } from '../../supabase/embedded/rpc-lane.ts';

export type Call = { name: string; args: Record<string, unknown> };
/** Times of the calls, and the processor time of one on average, which other programs on the machine hardly change. */
export type Replayed = { timesMs: number[]; cpuMs: number };

const LIMIT_MS = 120_000;
/** Calls before the ones that count: statements get planned and pages read. */
const WARM_UP = 50;

const [folder = '', file = ''] = process.argv.slice(2);
const calls = JSON.parse(readFileSync(file, 'utf8')) as Call[];
const giveBack = takeLock(folder);
const database = await openPglite(folder);
const timesMs: number[] = [];
let cpuMs = 0;
await database.turn('replay', LIMIT_MS, async () => {
  const lane = new RpcLane(database, 'unused');
  const run = async ({ name, args }: Call) => {
    const body = JSON.stringify(args);
    const began = performance.now();
    const answer = await lane.call(name, body);
    if (answer?.status !== 200) throw new Error(`${name} answered ${answer?.status}: ${answer?.json}`);
    return performance.now() - began;
  };
  for (const call of calls.slice(0, WARM_UP)) await run(call);
  const before = process.cpuUsage();
  for (const call of calls) timesMs.push(await run(call));
  const { user, system } = process.cpuUsage(before);
  cpuMs = (user + system) / 1000 / calls.length;
});
await database.close();
giveBack();
process.send?.({ type: 'ready', timesMs, cpuMs });
