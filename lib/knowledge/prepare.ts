import { createHash } from 'node:crypto';
import { setImmediate as others } from 'node:timers/promises';
import { type Clock, systemClock } from '@/lib/platform/clock';
import { loadTokenizer } from '@/lib/platform/tokens';
import { type Chunk, chunking } from './chunk';
import { languageOf, languageOfPart } from './language';
import type { SourceInput } from './schema';

/**
 * Part of the content hash, and of what a website's pages are known by: raise it when the chunker cuts differently, and
 * the next import or sync cuts everything anew.
 */
export const CHUNKING_VERSION = 3;

/** Visitors are answered by the same process: it prepares so many milliseconds at a time. */
const AT_A_TIME_MS = 20;

/** A passage as it is stored: where it stands, its text, and the language that its words are read in. */
export type PreparedPassage = Pick<Chunk, 'titlePath' | 'body' | 'tokenCount'> & { language: string | null };

/** A source as the database's `save_sources` takes it. */
export type PreparedSource = {
  source: SourceInput & { contentHash: string; language: string | null };
  passages: PreparedPassage[];
};

/**
 * Cuts a source into passages, tells its language and gives it the hash that tells whether it changed. Pure, once the
 * tokenizer is loaded; in one go, so where visitors are answered it is `prepareInTurns`.
 */
export function prepareSource(input: SourceInput): PreparedSource {
  const steps = preparing(input, null);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * Prepares a source in slices between which others have their turn.
 * @param fallbackLanguage for a text too short to tell its language
 */
export async function prepareInTurns(input: SourceInput, fallbackLanguage: string | null): Promise<PreparedSource> {
  await loadTokenizer();
  return finish(preparing(input, fallbackLanguage), givingWay(systemClock));
}

/**
 * Prepares what comes together, in slices between which others have their turn; entries too short to tell their language
 * are read in that of all.
 */
export async function prepareSources(
  inputs: readonly SourceInput[],
  clock: Clock = systemClock,
): Promise<PreparedSource[]> {
  await loadTokenizer();
  const sample = inputs.slice(0, 60).map(({ title, body }) => `${title}. ${body.slice(0, 200)}`);
  const together = inputs.length > 1 ? languageOf(sample.join('\n')) : null;
  const giveWay = givingWay(clock);
  const prepared: PreparedSource[] = [];
  for (const input of inputs) prepared.push(await finish(preparing(input, together), giveWay));
  return prepared;
}

/** Prepares a source, and stops where others may have their turn. */
function* preparing(input: SourceInput, fallbackLanguage: string | null): Generator<void, PreparedSource> {
  yield;
  const { kind, title, url, body } = input;
  const language = input.language ?? languageOf(`${title}\n${body}`) ?? fallbackLanguage;
  const contentHash = createHash('sha256')
    .update(JSON.stringify([CHUNKING_VERSION, kind, title, url, body, language]))
    .digest('hex');
  const chunks = yield* chunking(title, body, isMarkdown(input) ? 'markdown' : 'text');
  const passages: PreparedPassage[] = [];
  for (const { titlePath, body, tokenCount } of chunks) {
    yield;
    // An article may quote another language, or hold a chapter in each.
    const own = chunks.length === 1 ? language : languageOfPart(body, language);
    passages.push({ titlePath, body, tokenCount, language: own });
  }
  return { source: { ...input, language, contentHash }, passages };
}

async function finish(steps: Generator<void, PreparedSource>, giveWay: () => Promise<void>): Promise<PreparedSource> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await giveWay();
  }
}

function givingWay(clock: Clock): () => Promise<void> {
  let until = clock.monotonic() + AT_A_TIME_MS;
  return async () => {
    if (clock.monotonic() <= until) return;
    await others();
    until = clock.monotonic() + AT_A_TIME_MS;
  };
}

/** Documents and pages are read into Markdown; entries of lists may be written in it. */
function isMarkdown({ kind, body }: SourceInput): boolean {
  if (kind === 'text') return false;
  return (kind !== 'jsonl' && kind !== 'csv') || looksLikeMarkdown(body);
}

function looksLikeMarkdown(text: string): boolean {
  return /^ {0,3}(#{1,6} |```|~~~|[-*+] )|\]\([^\s()]{1,300}\)|\*\*\S/m.test(text);
}
