import { APICallError } from '@ai-sdk/provider';
import type { ReadTexts } from '@/lib/models/embeddings';

/** Sent of one text at first, in UTF-16 units: OpenAI's models take 8,191 tokens, which are more than that in most scripts. */
const MAX_UNITS = 16_000;
/** A text is not cut below this: what is refused at that length is not refused for its length. */
const LEAST_UNITS = 1_000;
/** What servers answer to more than they take: OpenAI 400, others 413 or 422. */
const TOO_MUCH = new Set([400, 413, 422]);

const start = (text: string, units: number) => text.slice(0, units).toWellFormed();

/**
 * Reads texts, giving way where the server takes less: of several texts half at a time, of a single one half of its
 * length. How much a server takes is told nowhere in its interface.
 * @param read one call
 * @throws what the call threw that no shortening helped
 */
export async function readShorter(
  texts: readonly string[],
  read: (texts: readonly string[]) => Promise<ReadTexts>,
): Promise<ReadTexts> {
  const values = texts.map((text) => start(text, MAX_UNITS));
  try {
    return await read(values);
  } catch (cause) {
    if (!APICallError.isInstance(cause) || !TOO_MUCH.has(cause.statusCode ?? 0)) throw cause;
    const [only = ''] = values;
    if (values.length === 1 && only.length / 2 < LEAST_UNITS) throw cause;
    if (values.length === 1) return readShorter([start(only, only.length / 2)], read);
    const half = Math.ceil(values.length / 2);
    const first = await readShorter(values.slice(0, half), read);
    const second = await readShorter(values.slice(half), read);
    return { vectors: [...first.vectors, ...second.vectors], tokens: first.tokens + second.tokens };
  }
}
