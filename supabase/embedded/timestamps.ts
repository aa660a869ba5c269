/** Times as PostgREST writes them: `2026-11-20T07:27:45.12+00:00`, not PostgreSQL's own `2026-11-20 07:27:45.12+00`. */

/** Turns PostgreSQL's text of a timestamp into ISO 8601; what is no such text (infinity, BC) stays as it is. */
export function toIso(text: string): string {
  const match = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d(?::\d\d)?)?$/.exec(text);
  if (!match) return text;
  const [, date, time, zone = ''] = match;
  return `${date}T${time}${zone.length === 3 ? `${zone}:00` : zone}`;
}

/** By type: timestamptz (1184) and timestamp (1114). */
export const isoParsers = { 1184: toIso, 1114: toIso } as const;
