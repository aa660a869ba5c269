/**
 * What the server writes to its log. The library prints a failed statement with its parameters, and parameters
 * are what visitors wrote; so its console is replaced by one that keeps the kind of an error and drops its content.
 */
import { isPgError, statusOf } from './pg-errors.ts';

/** Writes one line to standard error. The caller vouches that it holds no parameters and no personal data. */
export function log(line: string): void {
  process.stderr.write(`[supabase] ${line}\n`);
}

/** The kind of an error, without anything a user may have typed: SQLSTATE and object names only. */
export function describeError(error: unknown): string {
  if (isPgError(error)) {
    const { table, constraint, routine } = error as { table?: string; constraint?: string; routine?: string };
    const where = [table && `table ${table}`, constraint && `constraint ${constraint}`, routine].filter(Boolean);
    return `SQLSTATE ${error.code}${where.length > 0 ? ` (${where.join(', ')})` : ''}`;
  }
  return error instanceof Error ? error.name : typeof error;
}

/** Replaces console.error, warn, info, log and debug, which only the libraries use in this process. */
export function silenceLibraries(): void {
  const say = (...values: unknown[]): void => {
    // What the caller did wrong is the caller's to hear; the log has what the server could not do.
    const errors = values.filter((value) => value instanceof Error && !(isPgError(value) && isRefusal(value.code)));
    if (errors.length > 0) log(`a request failed: ${errors.map(describeError).join('; ')}`);
  };
  console.error = say;
  console.warn = say;
  console.info = () => undefined;
  console.log = () => undefined;
  console.debug = () => undefined;
}

function isRefusal(code: string): boolean {
  return statusOf(code, false) < 500;
}
