import { z } from 'zod';
import { serviceDb } from '@/lib/platform/supabase/service';

/**
 * Lets stored answers past their time go, and has pinned questions without an answer looked after. Called at boot and
 * with every sweep: one cheap call.
 * @returns how many companies have a job waiting for it
 * @throws AppError when the database cannot be reached
 */
export const lookAfterAnswers = async (): Promise<number> =>
  z.number().parse(await serviceDb.call('look_after_answers', {}));
