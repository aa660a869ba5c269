import { AppError, type ErrorCode } from '../errors';

/** The part of a PostgREST error that we read. */
export type PgError = { code?: string; message: string; details?: string | null; hint?: string | null };

/** SQLSTATE (or a PT-code that our functions raise) to error code. The message of a PT-code is written for people. */
const CODES: Record<string, ErrorCode> = {
  PT400: 'bad-request',
  PT404: 'not-found',
  PT409: 'conflict',
  PT422: 'unprocessable',
  '42501': 'forbidden',
  '23505': 'conflict',
  '23514': 'unprocessable',
  '22001': 'unprocessable',
};

/** Class 22, data exceptions: a value that no column could hold. It came from a caller, and waiting does not help. */
const isDataException = (code: string): boolean => /^22...$/.test(code);

const SENTENCES: Partial<Record<ErrorCode, string>> = {
  'bad-request': 'One of the values holds something that cannot be stored.',
  forbidden: 'You are not allowed to do this.',
  conflict: 'This exists already.',
  unprocessable: 'One of the values is out of its range.',
};

/** What the database said, for the log. */
class DatabaseError extends Error {
  /** SQLSTATE, or PostgREST's own; null when nothing answered. */
  readonly code: string | null;
  constructor({ code, message }: PgError) {
    super(`database error ${code ?? '(no code)'}: ${message}`);
    this.name = 'DatabaseError';
    this.code = code ?? null;
  }
}

/** Turns a database error into ours. Unknown ones become `unavailable`: the database could not do its part. */
export function fromPgError(error: PgError): AppError {
  const state = error.code ?? '';
  const code = CODES[state] ?? (isDataException(state) ? 'bad-request' : undefined);
  if (!code) {
    return new AppError('unavailable', 'Our database does not answer right now. Try again in a moment.', {
      cause: new DatabaseError(error),
      retryAfterSeconds: 2,
    });
  }
  const ours = state.startsWith('PT');
  return new AppError(code, ours ? error.message : (SENTENCES[code] ?? error.message), {
    cause: new DatabaseError(error),
  });
}
