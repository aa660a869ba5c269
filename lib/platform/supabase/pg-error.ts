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
  '22P05': 'bad-request',
  '23505': 'conflict',
  '23514': 'unprocessable',
  SUP: 'unprocessable',
  '22001': 'unprocessable',
};

const SENTENCES: Partial<Record<ErrorCode, string>> = {
  'bad-request': 'The text holds a character that cannot be stored.',
  forbidden: 'You are not allowed to do this.',
  conflict: 'This exists already.',
  unprocessable: 'One of the values is out of its range.',
};

/** Turns a database error into ours. Unknown ones become `unavailable`: the database could not do its part. */
export function fromPgError(error: PgError): AppError {
  const code = CODES[error.code ?? ''];
  if (!code) {
    return new AppError('unavailable', 'Our database does not answer right now. Try again in a moment.', {
      cause: new Error(`database error ${error.code ?? '(no code)'}: ${error.message}`),
      retryAfterSeconds: 2,
    });
  }
  const ours = error.code?.startsWith('PT') ?? false;
  return new AppError(code, ours ? error.message : (SENTENCES[code] ?? error.message), {
    cause: new Error(`database error ${error.code}: ${error.message}`),
  });
}
