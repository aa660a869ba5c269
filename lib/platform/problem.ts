import { AppError, type ErrorCode } from './errors';
import { log } from './log';

const PROBLEMS = {
  'bad-request': { status: 400, title: 'Bad request' },
  unauthenticated: { status: 401, title: 'Not signed in' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'Conflict' },
  'too-large': { status: 413, title: 'Too large' },
  unprocessable: { status: 422, title: 'Not acceptable' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Not available right now' },
  internal: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<ErrorCode, { status: number; title: string }>;

/**
 * Turns whatever was thrown into an RFC 9457 problem response. Errors that are not ours become a plain 500:
 * their text goes to the log, never to the caller.
 */
export function problemResponse(error: unknown, requestId?: string, headers: Record<string, string> = {}): Response {
  const known =
    error instanceof AppError
      ? error
      : new AppError('internal', 'We could not finish this. Try again in a moment.', { cause: error });
  const problem = PROBLEMS[known.code];
  if (problem.status >= 500) log.error('request failed', { requestId, code: known.code, cause: known.cause ?? known });
  const body = {
    type: `urn:halfsecond:problem:${known.code}`,
    title: problem.title,
    status: problem.status,
    detail: known.message,
    ...(requestId ? { instance: `urn:uuid:${requestId}` } : {}),
  };
  return new Response(JSON.stringify(body), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(known.retryAfterSeconds === undefined ? {} : { 'retry-after': String(known.retryAfterSeconds) }),
      ...headers,
    },
  });
}
