import type { z } from 'zod';
import type { Patience } from '@/lib/platform/worker-threads';
import { type Limits, UPLOAD_LIMITS } from './extract/limits.ts';
import { recognise } from './extract/recognise.ts';
import { withoutUnseenSigns } from './extract/signs.ts';
import { isTextForm, readTextFile } from './extract/texts.ts';
import { readInThread } from './extract/thread';
import { UnreadableFile } from './extract/unreadable.ts';
import { type SourceInput, sourceInputSchema } from './schema';

export { IMPORT_LIMITS, MAX_FILE_BYTES, UPLOAD_LIMITS } from './extract/limits.ts';
export { endingOf, FILE_ENDINGS, isReadable } from './extract/recognise.ts';
export { UnreadableFile } from './extract/unreadable.ts';

/** Texts up to this many bytes are read in milliseconds, here; all else is read in a thread. */
const SMALL_TEXT = 128_000;

/** What a file brings, and what of an archive cannot be read, by its path and with the reason. */
export type FileReading = { sources: SourceInput[]; leftOut: { path: string; reason: string }[] };

/**
 * Reads a file into sources: Markdown, text, HTML, PDF and DOCX into one (longer ones into parts), JSONL and tables
 * (CSV, TSV) into one per row, zip archives into those of their files.
 * @param id what names the file where it comes from; a second import of the same id is an update. Ids of what stands
 *   inside of the file (rows, parts, files of an archive) begin with it and `#`
 * @param name the file's name, for its ending and as the last choice for a title
 * @throws UnreadableFile with the reason, in a sentence; then nothing of the file may be used;
 *   ThreadsBusy when others are read for too long
 */
export async function readFile(
  id: string,
  name: string,
  bytes: Uint8Array,
  limits: Limits = UPLOAD_LIMITS,
  patience: Patience = {},
): Promise<SourceInput[]> {
  return (await readWhole(id, name, bytes, limits, patience)).sources;
}

/** `readFile`, which also tells what of an archive was left out. */
export async function readWhole(
  id: string,
  name: string,
  bytes: Uint8Array,
  limits: Limits,
  patience: Patience = {},
): Promise<FileReading> {
  const { drafts, leftOut } = await reading(id, name, bytes, limits, patience);
  return { sources: drafts.map(checked), leftOut };
}

async function reading(id: string, name: string, bytes: Uint8Array, limits: Limits, patience: Patience) {
  const form = recognise(name, bytes);
  if (bytes.length > SMALL_TEXT || !isTextForm(form)) return readInThread(id, name, bytes, limits, patience);
  return { drafts: readTextFile(form, id, name, bytes, limits), leftOut: [] };
}

function checked(input: z.input<typeof sourceInputSchema>): SourceInput {
  const seen = { ...input, title: withoutUnseenSigns(input.title), body: withoutUnseenSigns(input.body) };
  const result = sourceInputSchema.safeParse(seen);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UnreadableFile(issue?.message ?? 'It cannot be read.', { cause: result.error });
}
