import type { UploadLimits } from '@/lib/knowledge/schema';

/** A file that somebody chose, dropped or packed into an archive; its bytes are read when its turn comes. */
export type Candidate = {
  /** With its folders: the same path again is the same file. */
  path: string;
  size: number;
  bytes: () => Promise<Blob | Uint8Array<ArrayBuffer>>;
};

/** What operating systems and editors put beside files. */
const LITTER = /(^|\/)(\.[^/]*|__MACOSX(\/.*)?|Thumbs\.db|desktop\.ini)$|(^|\/)(__MACOSX|\.[^/]+|node_modules)\//i;

export const isLitter = (path: string): boolean => LITTER.test(path);

export const endingOf = (path: string): string => /\.[^./]*$/.exec(path.toLowerCase())?.[0] ?? '';

/** Why a file need not be sent at all, in a sentence that says what to do; null when it may go. */
export function refusalOf({ path, size }: Pick<Candidate, 'path' | 'size'>, limits: UploadLimits): string | null {
  const limit = limits[endingOf(path)];
  if (limit === undefined) return `Files may be ${Object.keys(limits).join(', ')}. Save it as one of these.`;
  if (size === 0) return 'It is empty.';
  if (size > limit) return `It is larger than ${inMegabytes(limit)}. Split it, or leave out its pictures.`;
  if (path.length > 400) return 'Its path has more than 400 characters. Use shorter names.';
  return null;
}

export const inMegabytes = (bytes: number): string => `${Math.round(bytes / 100_000) / 10} MB`;
