/** The demo company of a first run. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeEnding, startProgram } from './children.ts';
import type { SupabaseSettings } from './database.ts';
import { CannotStart } from './options.ts';

/** Who can sign in to the demo. Everybody knows the password: it is for a product that runs on one's own machine. */
export const DEMO = {
  agent: 'agent@demo.halfsecond.test',
  admin: 'admin@demo.halfsecond.test',
  password: 'halfsecond-demo',
} as const;

/**
 * Seeds the demo once per data folder. The seed itself can be repeated, so a run that was cut off is simply repeated.
 * @throws CannotStart when the seed fails.
 */
export async function seedOnce(root: string, folder: string, settings: SupabaseSettings, env: NodeJS.ProcessEnv) {
  const seed = join(root, 'supabase/seed/seed.ts');
  const stamp = join(folder, 'seeded');
  if (!existsSync(seed) || existsSync(stamp)) return;
  console.log('Seeding the demo ...');
  let output = '';
  const child = startProgram('The seed', process.execPath, ['--import', 'tsx', seed], {
    env: { ...env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.process.stdout, child.process.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ending = await child.ended;
  if (child.stopping) throw new CannotStart('Seeding the demo was stopped.');
  if (ending.code !== 0) {
    process.stderr.write(output);
    throw new CannotStart(`Seeding the demo failed (${describeEnding(ending)}).`);
  }
  writeFileSync(stamp, `${new Date().toISOString()}\n`);
}
