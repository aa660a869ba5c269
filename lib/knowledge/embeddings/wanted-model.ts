import 'server-only';
import { embeddingModel } from '@/lib/models/embeddings';
import { shared } from '@/lib/platform/shared';
import { serviceDb } from '@/lib/platform/supabase/service';

/**
 * Tells the database which model the settings name, once a process: where it is another one than before, the knowledge of
 * every company is read anew in the background; without one the search goes by words from now on.
 * @throws AppError when the database cannot be reached; the next call tries again
 */
export async function tellWantedModel(): Promise<void> {
  const told = shared('knowledge.wanted-model', () => ({ done: false }));
  if (told.done) return;
  await serviceDb.call('set_embedding_model', { p_model: embeddingModel() });
  told.done = true;
}

/**
 * Has the reading of knowledge begun again where it gave up, because the provider was away for longer than a job tries.
 * At most once in five minutes for each company, however often it is called.
 * @throws AppError when the database cannot be reached
 */
export async function queueUnreadTexts(): Promise<void> {
  await serviceDb.call('queue_unread_texts', {});
}
