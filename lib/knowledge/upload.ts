import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { AppError } from '@/lib/platform/errors';
import { FILE_ENDINGS, readFile, UnreadableFile } from './files';
import { saveSources } from './mutations';
import type { Uploaded, UploadLimits } from './schema';

const MB = 1_000_000;
/** Documents carry pictures and fonts; of text this much would not be stored anyway. */
const DOCUMENTS = new Set(['.pdf', '.docx']);
/** Largest file of each ending, in bytes. Archives are unpacked in the browser; their files come one by one. */
export const LARGEST_FILES: UploadLimits = Object.fromEntries(
  FILE_ENDINGS.filter((ending) => ending !== '.zip').map((ending) => [ending, (DOCUMENTS.has(ending) ? 20 : 4) * MB]),
);
export const LARGEST_UPLOAD = Math.max(...Object.values(LARGEST_FILES));
/** What one file may hold: it is stored in one call, which nobody shall wait behind for seconds. */
const MAX_TEXT_BYTES = 2 * MB;
const MAX_NAME = 400;

/**
 * Adds what one file holds, or brings it up to date when a file of this name was there before: entries that are gone
 * from it are deleted. All of it or nothing.
 * @param name the file's name, with its folders when it came in one
 * @throws AppError `unprocessable` with a sentence for whoever chose the file, `too-large`
 */
export async function uploadFile(
  ctx: MemberCtx,
  { name, bytes }: { name: string; bytes: Uint8Array },
): Promise<Uploaded> {
  if (name.length > MAX_NAME) throw new AppError('unprocessable', `Its name has more than ${MAX_NAME} characters.`);
  const ending = /\.[^./]*$/.exec(name.toLowerCase())?.[0] ?? '';
  const limit = LARGEST_FILES[ending];
  if (limit === undefined) {
    throw new AppError('unprocessable', `Files may be ${Object.keys(LARGEST_FILES).join(', ')}.`);
  }
  if (bytes.byteLength > limit) throw new AppError('too-large', `It is larger than ${limit / MB} MB.`);
  const id = `upload/${name}`;
  const sources = await read(id, name, bytes);
  const text = sources.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
  if (text > MAX_TEXT_BYTES) {
    throw new AppError('unprocessable', `It holds more than ${MAX_TEXT_BYTES / MB} MB of text. Split it.`);
  }
  const { sources: saved } = await saveSources(ctx, sources, { replace: `${id}#` });
  return {
    sources: saved.length,
    changed: saved.filter(({ outcome }) => outcome !== 'unchanged').length,
    passages: saved.reduce((sum, { passageCount }) => sum + passageCount, 0),
  };
}

async function read(id: string, name: string, bytes: Uint8Array) {
  try {
    return await readFile(id, name.split('/').at(-1) ?? name, bytes);
  } catch (cause) {
    if (cause instanceof UnreadableFile) throw new AppError('unprocessable', cause.message, { cause });
    throw cause;
  }
}
