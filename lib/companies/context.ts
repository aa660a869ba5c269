import 'server-only';
import { AppError } from '@/lib/platform/errors';
import { idWithin, newId, uuidSchema } from '@/lib/platform/ids';
import type { MemberDb } from '@/lib/platform/supabase/server';
import { memberDb } from '@/lib/platform/supabase/server';
import { type ServiceDb, serviceDb } from '@/lib/platform/supabase/service';
import { createTrace, type Trace } from '@/lib/platform/trace';
import { findApiKey, findWidgetKey } from './keys';
import type { Appearance, CompanyId, Role } from './schema';
import { findMembership } from './session';
import { signVisitorToken, verifyVisitorToken } from './visitor-token';

type Base = { companyId: CompanyId; requestId: string; trace: Trace };

/** A signed-in agent or admin; row-level security applies. */
export type MemberCtx = Base & {
  actor: { type: 'member'; userId: string; role: Role; name: string; email: string };
  companyName: string;
  db: MemberDb;
};

/** A visitor of a company's website, or a company's own server acting for one. */
export type VisitorCtx = Base & {
  actor: { type: 'visitor'; visitorId: string; via: 'widget' | 'api' };
  db: ServiceDb;
};

/** Follow-up work of one company. */
export type JobCtx = Base & { actor: { type: 'job'; jobId: string }; db: ServiceDb };

export type Ctx = MemberCtx | VisitorCtx | JobCtx;

/** Header in which the middleware hands on the request's id; it strips what clients send under this name. */
export const REQUEST_ID_HEADER = 'x-halfsecond-request-id';
/** Header in which the middleware hands on when the request arrived (milliseconds since 1970). */
export const RECEIVED_AT_HEADER = 'x-halfsecond-received-at';

/** Starts the request's trace at the moment the middleware first saw it. */
function startOf(headers: Headers): { requestId: string; trace: Trace } {
  const received = Number(headers.get(RECEIVED_AT_HEADER));
  const headStart =
    received > 0 ? Math.min(Math.max(performance.timeOrigin + performance.now() - received, 0), 60_000) : 0;
  const trace = createTrace(undefined, headStart);
  if (headStart > 0) trace.add({ name: 'middleware', startedMs: 0, durationMs: headStart });
  return { requestId: headers.get(REQUEST_ID_HEADER) ?? newId(), trace };
}

/**
 * From a dashboard session (cookies).
 * @param needs the role that the caller must have; admins may do what agents may
 * @throws AppError `unauthenticated`, or `forbidden` for a member without the role
 */
export async function contextFromSession(needs: Role = 'agent', headers: Headers = new Headers()): Promise<MemberCtx> {
  const db = await memberDb();
  const member = await findMembership(db);
  if (!member) throw new AppError('unauthenticated', 'Sign in to go on.');
  if (needs === 'admin' && member.role !== 'admin') throw new AppError('forbidden', 'Only admins can do this.');
  return {
    ...startOf(headers),
    companyId: member.companyId as CompanyId,
    companyName: member.companyName,
    actor: { type: 'member', userId: member.userId, role: member.role, name: member.name, email: member.email },
    db,
  };
}

/** A visitor's context, the token to hand back when it was just made, and how the widget looks. */
export type VisitorEntry = { ctx: VisitorCtx; newToken: string | null; appearance: Appearance | null };

/**
 * From a widget key (`x-widget-key`, with the visitor's token as bearer when there is one) or from a company's API
 * key (`authorization: Bearer hs_…`, with the visitor named by `x-visitor-id`).
 * @throws AppError `unauthenticated` for a wrong key or token, `forbidden` for an origin that may not use the key
 */
export async function contextFromVisitorRequest(headers: Headers): Promise<VisitorEntry> {
  const { requestId, trace } = startOf(headers);
  const end = trace.begin('authenticate');
  try {
    const bearer = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
    const widgetKey = headers.get('x-widget-key');
    if (!widgetKey && bearer?.startsWith('hs_')) return await fromApiKey(headers, bearer, requestId, trace);
    const holder = widgetKey ? await findWidgetKey(widgetKey) : null;
    if (!holder) {
      throw new AppError('unauthenticated', 'This widget key is not known. Copy it from Settings, Widget.');
    }
    const origin = headers.get('origin');
    if (origin && holder.allowedOrigins.length > 0 && !holder.allowedOrigins.includes(origin)) {
      throw new AppError('forbidden', 'This website may not use this widget key. Add its address in Settings, Widget.');
    }
    const visitorId = bearer ? await verifyVisitorToken(bearer, holder.companyId) : newId();
    return {
      ctx: {
        companyId: holder.companyId as CompanyId,
        requestId,
        trace,
        actor: { type: 'visitor', visitorId, via: 'widget' },
        db: serviceDb,
      },
      newToken: bearer ? null : await signVisitorToken(holder.companyId, visitorId),
      appearance: holder.appearance,
    };
  } finally {
    end();
  }
}

async function fromApiKey(headers: Headers, key: string, requestId: string, trace: Trace): Promise<VisitorEntry> {
  const holder = await findApiKey(key);
  if (!holder) throw new AppError('unauthenticated', 'This API key is not known or was revoked.');
  const named = uuidSchema.safeParse(headers.get('x-visitor-id'));
  if (!named.success) {
    throw new AppError('bad-request', 'Send the visitor as a uuid of your choice in the x-visitor-id header.');
  }
  return {
    ctx: {
      companyId: holder.companyId as CompanyId,
      requestId,
      trace,
      // Two companies may choose the same uuid for different people (both made it from the same e-mail address, say).
      actor: { type: 'visitor', visitorId: idWithin(holder.companyId, named.data), via: 'api' },
      db: serviceDb,
    },
    newToken: null,
    appearance: null,
  };
}

/** From a claimed job: the company stands in the job's row. */
export function contextFromJob(job: { id: string; companyId: string }): JobCtx {
  return {
    companyId: job.companyId as CompanyId,
    requestId: newId(),
    trace: createTrace(),
    actor: { type: 'job', jobId: job.id },
    db: serviceDb,
  };
}
