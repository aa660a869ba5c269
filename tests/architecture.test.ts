/**
 * Who may import whom, and where secrets may stand. ARCHITECTURE.md explains the table; this file holds it.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCES = ['app', 'components', 'lib', 'widget', 'middleware.ts', 'instrumentation.ts'];

/** Rooms, told apart by the beginning of a path; the first that fits. */
const ROOMS = [
  ['app', /^(?:app\/|middleware\.ts|instrumentation\.ts)/],
  ['components', /^components\//],
  ['widget', /^widget\//],
  ['chat', /^lib\/chat\//],
  ['gaps', /^lib\/gaps\//],
  ['leads', /^lib\/leads\//],
  ['insights', /^lib\/insights\//],
  ['performance', /^lib\/performance\//],
  ['conversations', /^lib\/conversations\//],
  ['costs', /^lib\/costs\//],
  ['knowledge', /^lib\/knowledge\//],
  ['models', /^lib\/models\//],
  ['work', /^lib\/work\//],
  ['companies', /^lib\/companies\//],
  ['platform', /^lib\/platform\//],
] as const satisfies readonly (readonly [string, RegExp])[];
type Room = (typeof ROOMS)[number][0];

const LOWER = ['companies', 'knowledge', 'conversations', 'costs', 'models', 'work'] as const;

/** Each room, the rooms it may import besides itself, and the sentence for who does otherwise. */
const TABLE: Record<Room, { may: readonly Room[]; because: string }> = {
  app: {
    may: ['components', 'chat', 'gaps', 'leads', 'insights', 'performance', ...LOWER, 'platform'],
    because: 'pages and routes use everything but the widget, which is built apart',
  },
  components: { may: [], because: 'components get props; from lib they take types of schema files only' },
  widget: { may: [], because: 'the widget is one small script without dependencies; it may take types of the stream' },
  chat: { may: ['leads', 'insights', ...LOWER, 'platform'], because: 'the turn uses domains and platform' },
  gaps: {
    may: ['companies', 'knowledge', 'leads', 'platform'],
    because: 'gaps show what visitors asked, without their contact data, and what the articles hold',
  },
  leads: { may: ['insights', ...LOWER, 'platform'], because: 'leads build on insights and the lower domains' },
  insights: {
    may: ['companies', 'conversations', 'models', 'platform'],
    because: 'insights read messages; they know no leads',
  },
  performance: { may: [...LOWER, 'platform'], because: 'performance builds on the lower domains' },
  conversations: {
    may: ['companies', 'platform'],
    because: 'lower domains know companies and platform, not each other',
  },
  costs: { may: ['companies', 'platform'], because: 'lower domains know companies and platform, not each other' },
  knowledge: {
    may: ['companies', 'models', 'platform'],
    because: 'knowledge is read by embedding models; of the other domains it knows nothing',
  },
  models: { may: ['companies', 'platform'], because: 'lower domains know companies and platform, not each other' },
  work: { may: ['companies', 'platform'], because: 'lower domains know companies and platform, not each other' },
  companies: { may: ['platform'], because: 'companies is the lowest domain' },
  platform: { may: [], because: 'platform knows nothing of support chat' },
};

/** Files that may use the holder of the service key, and why. */
const SERVICE_KEY_USERS: Record<string, string> = {
  'lib/companies/keys.ts': 'a key is resolved before anybody is known',
  'lib/companies/context.ts': 'visitors and jobs have no database user',
  'lib/companies/usage.ts': 'the middleware counts for every company',
  'lib/knowledge/import.ts': 'the import tool runs without anybody signed in',
  'lib/knowledge/embeddings/active-model.ts': 'whoever asks, a question is read by the model that read the knowledge',
  'lib/knowledge/embeddings/built-in-model.ts': 'whoever asks, what was learned of the knowledge says what it is about',
  'lib/knowledge/embeddings/wanted-model.ts': 'the settings name one model for all companies',
  'lib/knowledge/rerank.ts': 'what a call to a model took is counted whoever caused it',
  'lib/costs/data.ts': 'rates are the same for all companies',
  'lib/platform/jobs/jobs.ts': 'the outbox holds the work of every company',
  'lib/platform/ready.ts': 'health asks without being anybody',
  'lib/models/company.ts': 'a visitor’s turn opens the keys of its company’s provider',
  'lib/chat/sweep.ts': 'turns of a dead process are closed for every company',
  'lib/chat/record-turns.ts': 'turns are recorded many at a time, whosever they are',
};

type Import = { file: string; target: string; typeOnly: boolean };

function filesBelow(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => filesBelow(join(path, entry.name)));
}

const files = SOURCES.map((name) => join(ROOT, name))
  .filter((path) => statSync(path, { throwIfNoEntry: false }))
  .flatMap(filesBelow)
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => relative(ROOT, path));
const production = files.filter((file) => !/\.(?:test|contract)\.tsx?$/.test(file));
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?([^;'"]*?)\s*from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g;

function importsOf(file: string): Import[] {
  return [...textOf(file).matchAll(IMPORT)].map(([, type, names, from, dynamic, bare]) => {
    const specifier = from ?? dynamic ?? bare ?? '';
    const local = specifier.startsWith('@/')
      ? specifier.slice(2)
      : specifier.startsWith('.')
        ? relative(ROOT, resolve(ROOT, dirname(file), specifier))
        : `package:${specifier}`;
    const inner = names?.match(/^\{([\s\S]*)\}$/)?.[1];
    const allTypes =
      inner
        ?.split(',')
        .filter((name) => name.trim())
        .every((name) => /^\s*type\s/.test(name)) ?? false;
    return { file, target: local, typeOnly: Boolean(type) || allTypes };
  });
}

const imports = production.flatMap(importsOf);
const roomOf = (path: string): Room | undefined => ROOMS.find(([, pattern]) => pattern.test(path))?.[0];

describe('the house', () => {
  it('has a room for every file', () => {
    expect(production.filter((file) => !roomOf(file))).toEqual([]);
    expect(production.length).toBeGreaterThan(50);
  });

  it('keeps to the import table', () => {
    const wrong = imports.flatMap(({ file, target, typeOnly }) => {
      const from = roomOf(file);
      const to = roomOf(target);
      if (!from || !to || from === to || TABLE[from].may.includes(to)) return [];
      if (from === 'components' && typeOnly && /^lib\/.+\/schema$/.test(target)) return [];
      if (from === 'widget' && typeOnly && target.startsWith('lib/')) return [];
      return [`${file} imports ${target}: ${TABLE[from].because}.`];
    });
    expect(wrong).toEqual([]);
  });

  it('has no circles of modules', () => {
    const graph = new Map<string, string[]>();
    const known = new Set(production);
    for (const { file, target, typeOnly } of imports) {
      if (typeOnly) continue;
      const found = [target, `${target}.ts`, `${target}.tsx`].find((path) => known.has(path));
      if (found) graph.set(file, [...(graph.get(file) ?? []), found]);
    }
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: string[]) => {
      const start = path.indexOf(file);
      if (start >= 0) return void circles.push([...path.slice(start), file].join(' -> '));
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of production) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('reads the environment in one place', () => {
    const wrong = production.filter(
      (file) =>
        file !== 'lib/platform/env.ts' && file !== 'instrumentation.ts' && /\bprocess\.env\b/.test(textOf(file)),
    );
    expect(wrong).toEqual([]);
  });

  it('makes database clients in one folder', () => {
    const wrong = imports.filter(
      ({ file, target, typeOnly }) =>
        !typeOnly &&
        /^package:@supabase\/(?:supabase-js|ssr)/.test(target) &&
        !file.startsWith('lib/platform/supabase/'),
    );
    expect(wrong).toEqual([]);
  });

  it('lets only the named files use the service key', () => {
    const users = imports
      .filter(({ target, typeOnly }) => !typeOnly && target === 'lib/platform/supabase/service')
      .map(({ file }) => file);
    expect(users.filter((file) => !(file in SERVICE_KEY_USERS))).toEqual([]);
    expect(production.filter((file) => textOf(file).includes('SUPABASE_SECRET_KEY')).sort()).toEqual([
      'lib/platform/env.ts',
      'lib/platform/supabase/service.ts',
    ]);
  });

  it('mints contexts in one file: nothing else makes a CompanyId', () => {
    expect(production.filter((file) => /\bas CompanyId\b/.test(textOf(file)))).toEqual(['lib/companies/context.ts']);
  });

  it('keeps routes short', () => {
    const long = production.filter((file) => /^app\/.*\/route\.ts$/.test(file) && textOf(file).split('\n').length > 60);
    expect(long).toEqual([]);
    expect(textOf('lib/chat/run-turn.ts').split('\n').length).toBeLessThanOrEqual(120);
    expect(textOf('middleware.ts').split('\n').length).toBeLessThanOrEqual(60);
  });
});
