import 'server-only';
import { pageContext } from '@/lib/companies/loaders';
import { listPinned, readPrefetch } from './data';

/** The page of common questions: every member may read it, admins may change it. */
export async function loadCommonQuestions() {
  const ctx = await pageContext();
  const [questions, prefetch] = await Promise.all([listPinned(ctx), readPrefetch(ctx)]);
  return { questions, prefetch, admin: ctx.actor.role === 'admin' };
}
