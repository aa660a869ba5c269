import { sweep } from '@/lib/chat/sweep';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { problemResponse } from '@/lib/platform/problem';
import { holdsSecret } from '@/lib/platform/security/shared-secret';

export const dynamic = 'force-dynamic';
/** Seconds that a serverless host lets it work; a claim on a job outlasts it. */
export const maxDuration = 60;
/** Milliseconds after which slow work shall come to an end, and after which it is waited for no longer. */
const WRAP_UP_MS = 45_000;
const GIVE_UP_MS = 55_000;

/**
 * Called by a schedule: follow-up work that waits is done, turns of dead processes are closed. Where servers run on,
 * they do the same by themselves. Vercel sends CRON_SECRET as bearer token; so must any other scheduler.
 */
async function run(request: Request): Promise<Response> {
  try {
    const secret = env().CRON_SECRET;
    if (!secret) {
      throw new AppError(
        'not-found',
        'Scheduled runs are not set up here. Set CRON_SECRET and send it as bearer token.',
      );
    }
    if (!holdsSecret(request.headers, secret)) {
      throw new AppError('unauthenticated', 'Send the value of CRON_SECRET as bearer token.');
    }
    const deadline = { wrapUp: AbortSignal.timeout(WRAP_UP_MS), giveUp: AbortSignal.timeout(GIVE_UP_MS) };
    return Response.json(await sweep(deadline), { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return problemResponse(error, request.headers.get('x-halfsecond-request-id') ?? undefined);
  }
}

export { run as GET, run as POST };
