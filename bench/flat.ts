/** The time to the first token with very many messages of other visitors in the database, beside that with none. */

import { warmUp } from './modes.ts';
import type { Helper } from './processes.ts';
import { markdownTable } from './report.ts';
import { type Mode, type ModeResult, measureMode } from './rounds.ts';
import { summarise } from './statistics.ts';
import { startSystem } from './system.ts';

const addedBy = ({ targets }: ModeResult) => {
  const first = (target: 'ours' | 'upstream') =>
    summarise(targets[target].samples.map(({ firstTextMs }) => firstTextMs));
  const [ours, upstream] = [first('ours'), first('upstream')];
  return `${(ours.p50 - upstream.p50).toFixed(1)} / ${(ours.p95 - upstream.p50).toFixed(1)}`;
};

/**
 * Starts a second system whose database holds `messages` more, and measures the warm modes of `before` again.
 * @returns a table
 */
export async function measureFlat(
  load: Helper<unknown>,
  messages: number,
  database: string,
  tokens: string[],
  before: ModeResult[],
): Promise<string> {
  process.stdout.write(`Filling a database with ${messages} messages ...\n`);
  const system = await startSystem({
    database: database === 'postgres' ? 'postgres' : 'embedded',
    tokens,
    profile: undefined,
    otherMessages: messages,
  });
  try {
    const material = { questions: await system.demo.questions(), expected: tokens.join('') };
    await measureMode(load, system, warmUp, material);
    const rows: string[][] = [];
    for (const result of before.filter(({ mode }) => mode.name === 'warm')) {
      const mode: Mode = result.mode;
      rows.push([String(mode.streams), addedBy(result), addedBy(await measureMode(load, system, mode, material))]);
    }
    return `Added time to the first token in a running session, ms, p50 / p95.\n\n${markdownTable(['streams', 'demo alone', `${messages.toLocaleString('en')} messages more`], rows)}`;
  } finally {
    await system.stop();
  }
}
