type Fields = Record<string, unknown>;

/** Error chains as one line of text: name and message of each cause, never a query's parameters. */
function describe(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const parts: string[] = [];
  for (let error: unknown = value; error instanceof Error && parts.length < 5; error = error.cause) {
    parts.push(`${error.name}: ${error.message}`);
  }
  return parts.join(' <- ');
}

function write(level: 'info' | 'warn' | 'error', event: string, fields: Fields = {}) {
  const line: Fields = { at: new Date().toISOString(), level, event };
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) line[key] = describe(value);
  (level === 'info' ? process.stdout : process.stderr).write(`${JSON.stringify(line)}\n`);
}

/**
 * Structured log, one JSON object a line. Never pass message text, keys or personal data; of an error that came from a
 * provider only `namesOf` it, since it may quote what was asked or answered.
 */
export const log = {
  info: (event: string, fields?: Fields) => write('info', event, fields),
  warn: (event: string, fields?: Fields) => write('warn', event, fields),
  error: (event: string, fields?: Fields) => write('error', event, fields),
};
