import { describe, expect, it } from 'vitest';
import { cursorOf, nextDay, parseFolder, parseSessionId, parseTranscriptFilters, transcriptSearch } from './filters';

const ID = '0193a1b2-0000-7000-8000-000000000001';

describe('filters in the URL', () => {
  it('reads each filter and writes the same URL again', () => {
    const url =
      'q=refund+policy&status=closed&handler=agent&plan=complex&failed=1&slow=1000&from=2026-11-01&to=2026-11-20';
    const filters = parseTranscriptFilters(Object.fromEntries(new URLSearchParams(url)));
    expect(filters).toEqual({
      query: 'refund policy',
      status: 'closed',
      handler: 'agent',
      plan: 'complex',
      failed: true,
      slowMs: 1000,
      from: '2026-11-01',
      to: '2026-11-20',
      cursor: null,
    });
    expect(transcriptSearch(filters).toString()).toBe(url);
  });

  it('leaves out what it does not understand', () => {
    const filters = parseTranscriptFilters({
      q: '  ',
      status: 'lost',
      handler: ['nobody'],
      plan: "'; drop table",
      failed: 'yes',
      slow: '7',
      from: '2026-13-45',
      to: 'tomorrow',
      older: 'x~y',
    });
    expect(transcriptSearch(filters).toString()).toBe('');
    expect(filters.cursor).toBeNull();
  });

  it.each(['2026-02-31', '2026-13-45', '0000-01-01', '0026-01-01'])('knows that there is no %s', (date) => {
    const filters = parseTranscriptFilters({ from: date, to: date, older: `${date}T00:00:00Z~${ID}` });
    expect(filters).toMatchObject({ from: null, to: null, cursor: null });
  });

  it('takes the first of a repeated parameter and drops control characters', () => {
    expect(parseTranscriptFilters({ q: ['a\u0000b\n', 'c'] }).query).toBe('a b');
    expect(parseTranscriptFilters({ q: 'x'.repeat(5000) }).query).toHaveLength(200);
  });

  it('reads a cursor back as it was written', () => {
    const cursor = cursorOf({ lastMessageAt: '2026-11-20T09:11:58.268+00:00', id: ID });
    expect(parseTranscriptFilters({ older: cursor }).cursor).toEqual({
      direction: 'older',
      at: '2026-11-20T09:11:58.268+00:00',
      id: ID,
    });
    expect(parseTranscriptFilters({ newer: cursor }).cursor?.direction).toBe('newer');
  });

  it('falls back to the first folder and to no session', () => {
    expect(parseFolder('mine')).toBe('mine');
    expect(parseFolder('everything')).toBe('open');
    expect(parseFolder(undefined)).toBe('open');
    expect(parseSessionId(ID.toUpperCase())).toBe(ID);
    expect(parseSessionId('1')).toBeNull();
  });

  it('ends a day range after its last day, also at the end of a month', () => {
    expect(nextDay('2026-02-28')).toBe('2026-03-01T00:00:00.000Z');
  });
});
