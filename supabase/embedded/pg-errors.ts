/** Database errors as PostgREST answers them: the status for a SQLSTATE, and the four-field body. */

/** What a PostgreSQL driver throws (PGlite and postgres.js name the fields alike). */
export interface PgError {
  code: string;
  message: string;
  detail?: string | null;
  hint?: string | null;
  position?: string | number | null;
}

/** The body of an error answer, in PostgREST's order. */
export interface ErrorBody {
  code: string;
  details: string | null;
  hint: string | null;
  message: string;
}

/** Whether a thrown value is a database error, told by its five-character SQLSTATE. */
export function isPgError(error: unknown): error is PgError {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as Partial<PgError>;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && typeof message === 'string';
}

const BY_CODE: Readonly<Record<string, number>> = {
  '23503': 409,
  '23505': 409,
  '25006': 405,
  '42883': 404,
  '42P01': 404,
  '42P17': 500,
  '53400': 500,
  '57P01': 503,
  P0001: 400,
};

const BY_CLASS: Readonly<Record<string, number>> = {
  '08': 503,
  '09': 500,
  '0L': 403,
  '0P': 403,
  '25': 500,
  '28': 403,
  '2D': 500,
  '38': 500,
  '39': 500,
  '3B': 500,
  '40': 500,
  '53': 503,
  '54': 500,
  '55': 500,
  '57': 500,
  '58': 500,
  F0: 500,
  HV: 500,
  P0: 500,
  XX: 500,
};

/**
 * The HTTP status for a SQLSTATE, by PostgREST's table; what the table does not name is 400.
 * `PT` followed by three digits is the status itself.
 *
 * @param anonymous whether the caller has no identity: a missing permission is then 401, else 403.
 */
export function statusOf(code: string, anonymous: boolean): number {
  if (code === '42501') return anonymous ? 401 : 403;
  if (code.startsWith('PT')) {
    const status = Number(code.slice(2));
    return Number.isInteger(status) && status >= 200 && status <= 599 ? status : 500;
  }
  return BY_CODE[code] ?? BY_CLASS[code.slice(0, 2)] ?? 400;
}

/** The body that PostgREST sends for a database error. */
export function bodyOf(error: PgError): ErrorBody {
  return { code: error.code, details: error.detail ?? null, hint: error.hint ?? null, message: error.message };
}
