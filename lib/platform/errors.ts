/** What can go wrong, without a word about HTTP: `problem.ts` maps each code to a status. */
export type ErrorCode =
  | 'bad-request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'unprocessable'
  | 'rate-limited'
  | 'unavailable'
  | 'internal';

/** An error whose message may be shown to the caller. Its cause is for the log alone. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** Seconds until a retry makes sense. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryAfterSeconds?: number } = {}) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** What another server's error came to. Its message is made of names alone, so it may stand in the log. */
export class ForeignError extends Error {
  constructor(error: unknown) {
    super(namesOf(error));
    this.name = 'ForeignError';
  }
}

/** Causes that are told of one error. */
const TOLD_CAUSES = 5;

/**
 * What went wrong, without what was said: errors of providers quote prompts and answers, and so a visitor's words. Told
 * are names, codes and HTTP statuses along the chain of causes, and the sentences that are ours.
 */
export function namesOf(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at instanceof Error && parts.length < TOLD_CAUSES; at = at.cause) parts.push(nameOf(at));
  return parts.length === 0 ? typeof error : parts.join(' <- ');
}

function nameOf(error: Error): string {
  if (error instanceof AppError || error instanceof ForeignError) return `${error.name}: ${error.message}`;
  const code =
    'code' in error && typeof error.code === 'string' && /^\w{1,40}$/.test(error.code) ? ` ${error.code}` : '';
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? ` ${error.statusCode}` : '';
  return `${error.name}${code}${status}`;
}
