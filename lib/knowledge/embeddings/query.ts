import 'server-only';
import type { CompanyId } from '@/lib/companies/schema';
import { type Embedding, embeddingsAreOn, embedText } from '@/lib/models/embeddings';
import { orAbort } from '@/lib/platform/abort';
import { namesOf } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import type { Deadline } from '../search';
import { activeModel } from './active-model';

/**
 * Reads a question for the search by meaning, with the model that read the company's knowledge. The same text is read
 * once, here and where stored answers are compared.
 * @param withinMs how long the search can wait
 * @param deadline tells when that time is up; tests put their own in
 * @returns null at once where the knowledge was not read (yet), and when the model is late, fails or may not read for
 *   this company. Never throws: the search goes by words then
 */
export async function embedQuery(
  companyId: CompanyId,
  text: string,
  withinMs: number,
  deadline: Deadline = AbortSignal.timeout,
): Promise<Embedding | null> {
  if (!embeddingsAreOn()) return null;
  const timeUp = deadline(withinMs);
  try {
    const model = await orAbort(activeModel(companyId), timeUp);
    return model === null ? null : await embedText(companyId, text, timeUp, model);
  } catch (cause) {
    log.warn('the model of the knowledge was not found out in time', { companyId, reason: namesOf(cause) });
    return null;
  }
}
