/** Builds the app and the widget, and only when something they are made of has changed. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeEnding, startProgram } from './children.ts';
import { CannotStart } from './options.ts';

/** What goes into the build: folders, and files at the root. Test files never do. */
const FOLDERS = ['app', 'components', 'lib', 'public', 'styles', 'widget'];
const FILES = [
  'components.json',
  'instrumentation.ts',
  'instrumentation-client.ts',
  'middleware.ts',
  'next.config.js',
  'next.config.mjs',
  'next.config.ts',
  'package-lock.json',
  'package.json',
  'postcss.config.js',
  'postcss.config.mjs',
  'scripts/build-widget.ts',
  'tsconfig.json',
];
/** Made by the build itself. */
const MADE = new Set(['public/widget.js', 'public/widget.js.map']);

/**
 * Builds when the sources differ from those of the last build.
 *
 * @param state the folder that keeps the fingerprint of the last build.
 * @returns whether it built.
 * @throws CannotStart when a build fails; its output has been shown.
 */
export async function buildIfChanged(root: string, state: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const stamp = join(state, 'build.json');
  const fingerprint = fingerprintOf(root, env);
  if (readStamp(stamp) === fingerprint && existsSync(join(root, '.next/BUILD_ID')) && widgetIsThere(root)) return false;
  console.log('Building ...');
  await buildWidget(root, env);
  await run('The build', join(root, 'node_modules/.bin/next'), ['build'], root, env);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, JSON.stringify({ fingerprint }));
  return true;
}

/** Builds public/widget.js, when the project has a widget to build. */
export async function buildWidget(root: string, env: NodeJS.ProcessEnv): Promise<void> {
  const script = join(root, 'scripts/build-widget.ts');
  if (existsSync(script))
    await run('The build of the widget', process.execPath, ['--import', 'tsx', script], root, env);
}

function widgetIsThere(root: string): boolean {
  return !existsSync(join(root, 'scripts/build-widget.ts')) || existsSync(join(root, 'public/widget.js'));
}

async function run(what: string, command: string, argv: string[], root: string, env: NodeJS.ProcessEnv): Promise<void> {
  // Shown only when it fails: a build that went well has nothing to say to someone who wants to start the product.
  let output = '';
  const child = startProgram(what, command, argv, {
    env: { ...env, NODE_ENV: 'production', INIT_CWD: root, NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.process.stdout, child.process.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ending = await child.ended;
  if (child.stopping) throw new CannotStart(`${what} was stopped.`);
  if (ending.code !== 0) {
    process.stderr.write(output);
    throw new CannotStart(`${what} failed (${describeEnding(ending)}).`);
  }
}

function fingerprintOf(root: string, env: NodeJS.ProcessEnv): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of sourceFiles(root)) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  // Public settings are written into the bundles.
  for (const name of Object.keys(env).sort()) {
    if (name.startsWith('NEXT_PUBLIC_')) hash.update(`\0${name}=${env[name]}`);
  }
  return hash.digest('hex');
}

function sourceFiles(root: string): string[] {
  const found = FILES.filter((file) => existsSync(join(root, file)));
  for (const folder of FOLDERS) {
    if (!existsSync(join(root, folder))) continue;
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
      const file = join(entry.parentPath, entry.name).slice(root.length + 1);
      if (entry.isFile() && !MADE.has(file) && !/\.test\.tsx?$/.test(file)) found.push(file);
    }
  }
  return found.sort();
}

function readStamp(path: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { fingerprint?: string }).fingerprint;
  } catch {
    return undefined;
  }
}
