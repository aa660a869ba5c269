import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { AppError } from '@/lib/platform/errors';
import { ThreadsBusy } from '@/lib/platform/worker-threads';
import { endingOf, FILE_ENDINGS, readFile, UnreadableFile, UPLOAD_LIMITS } from './files';
import { saveSources } from './mutations';
import type { Uploaded, UploadLimits } from './schema';

const MB = 1_000_000;
/** What one file may hold: it is stored in one call, which nobody shall wait behind for seconds. */
const MAX_TEXT_BYTES = 2 * MB;
/** Documents carry pictures and fonts, pages their markup; a text of more than may be held is refused before it is sent. */
const LARGEST: Record<string, number> = {
  '.pdf': 20 * MB,
  '.docx': 20 * MB,
  '.html': 4 * MB,
  '.htm': 4 * MB,
  '.xhtml': 4 * MB,
};
/** Largest file of each ending, in bytes. Archives are unpacked in the browser; their files come one by one. */
export const LARGEST_FILES: UploadLimits = Object.fromEntries(
  FILE_ENDINGS.filter((ending) => ending !== '.zip').map((ending) => [ending, LARGEST[ending] ?? MAX_TEXT_BYTES]),
);
export const LARGEST_UPLOAD = Math.max(...Object.values(LARGEST_FILES));
const MAX_NAME = 400;
/** How long a file waits for its turn to be read, in milliseconds. */
const WAIT_MS = 30_000;

/**
 * Adds what one file holds, or brings it up to date when a file of this name was there before: entries that are gone
 * from it are deleted. All of it or nothing.
 * @param name the file's name, with its folders when it came in one
 * @throws AppError `unprocessable` with a sentence for whoever chose the file, `too-large`, `unavailable` while
 *   many others are read
 */
export async function uploadFile(
  ctx: MemberCtx,
  { name, bytes }: { name: string; bytes: Uint8Array },
): Promise<Uploaded> {
  if (name.length > MAX_NAME) throw new AppError('unprocessable', `Its name has more than ${MAX_NAME} characters.`);
  const limit = LARGEST_FILES[endingOf(name)];
  if (limit === undefined) {
    throw new AppError('unprocessable', `Files may be ${Object.keys(LARGEST_FILES).join(', ')}.`);
  }
  if (bytes.byteLength > limit) throw new AppError('too-large', `It is larger than ${limit / MB} MB. Split it.`);
  const id = `upload/${name}`;
  const sources = await read(id, name, bytes);
  const text = sources.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
  if (text > MAX_TEXT_BYTES) {
    throw new AppError(
      'unprocessable',
      `It holds more than ${MAX_TEXT_BYTES / MB} MB of text. Split it into smaller files.`,
    );
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
    return await readFile(id, name.split('/').at(-1) ?? name, bytes, UPLOAD_LIMITS, { waitMs: WAIT_MS });
  } catch (cause) {
    if (cause instanceof UnreadableFile) throw new AppError('unprocessable', cause.message, { cause });
    if (cause instanceof ThreadsBusy) {
      const again = { cause, retryAfterSeconds: 30 };
      throw new AppError('unavailable', 'Many files are being read just now. Try again in a minute.', again);
    }
    throw cause;
  }
}
