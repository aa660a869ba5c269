import { APICallError } from '@ai-sdk/provider';

/** What a failed call says about the provider, and what to do next. */
export type Fault = {
  /** The same call may well succeed in a moment. */
  retryable: boolean;
  /** `provider`: counts against it. `request`: it works, but not for this request. `wait`: it works, but not now. */
  blames: 'provider' | 'request' | 'wait';
  /** Another model of the same provider and key would fare no better. */
  wholeLane: boolean;
  /** What the provider asked us to wait, in milliseconds. */
  retryAfterMs: number | null;
};

/** The model sent nothing in time. */
export class SilentModelError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SilentModelError';
  }
}

/** The model ended without saying anything: to this request it has nothing to say. */
export class NoTextError extends Error {
  constructor() {
    super('the model ended without any text');
    this.name = 'NoTextError';
  }
}

/** The provider answered; what it said is of no use. Names, since these classes live in the whole of the AI SDK. */
const USELESS_ANSWERS = new Set(['NoTextError', 'AI_NoObjectGeneratedError', 'AI_NoOutputGeneratedError']);

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
]);

/** Codes of an error and of what caused it; addresses tried one after the other come as several errors in one. */
function codesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const several = error instanceof AggregateError ? error.errors : [];
  return [...code, ...[error.cause, ...several].flatMap((inner) => codesOf(inner, depth + 1))];
}

/** Reads Retry-After: OpenAI's milliseconds, else seconds or a date (RFC 9110). Null when there is none to be read. */
export function retryAfterMs(headers: Record<string, string> | undefined, now = Date.now()): number | null {
  const exact = Number(headers?.['retry-after-ms']?.trim() || Number.NaN);
  if (exact >= 0) return exact;
  const text = headers?.['retry-after']?.trim();
  if (!text) return null;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** Judges what a model's call threw. */
export function judgeFault(error: unknown): Fault {
  const codes = codesOf(error);
  if (codes.includes('PRIVATE_ADDRESS'))
    return { retryable: false, blames: 'request', wholeLane: true, retryAfterMs: null };
  if (codes.some((code) => CONNECTION_CODES.has(code)))
    return { retryable: true, blames: 'provider', wholeLane: true, retryAfterMs: null };
  if (error instanceof Error && USELESS_ANSWERS.has(error.name))
    return { retryable: false, blames: 'request', wholeLane: false, retryAfterMs: null };
  const status = APICallError.isInstance(error) ? error.statusCode : undefined;
  if (status === undefined || !APICallError.isInstance(error))
    return { retryable: false, blames: 'provider', wholeLane: false, retryAfterMs: null };

  const wait = retryAfterMs(error.responseHeaders);
  if (status === 429)
    return { retryable: true, blames: wait === null ? 'provider' : 'wait', wholeLane: false, retryAfterMs: wait };
  if (status === 408 || status >= 500)
    return { retryable: true, blames: 'provider', wholeLane: false, retryAfterMs: wait };
  if (status === 401 || status === 403)
    return { retryable: false, blames: 'provider', wholeLane: true, retryAfterMs: null };
  const understood = status >= 400;
  return { retryable: false, blames: understood ? 'request' : 'provider', wholeLane: false, retryAfterMs: null };
}

/** What went wrong in a word, for people; `status` is the server's, null where none answered. */
export type FaultName = { name: 'refused' | 'late' | 'unreachable' | 'failed'; status: number | null };

/** Names what a model's call threw. */
export function nameFault(error: unknown): FaultName {
  const status = (APICallError.isInstance(error) && error.statusCode) || null;
  if (status === 401 || status === 403) return { name: 'refused', status };
  if (error instanceof SilentModelError) return { name: 'late', status };
  return { name: status === null && judgeFault(error).wholeLane ? 'unreachable' : 'failed', status };
}
