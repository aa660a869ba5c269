import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ServerEvent, sseParser } from './sse';

const encode = (text: string) => new TextEncoder().encode(text);

function read(chunks: Uint8Array[]): ServerEvent[] {
  const events: ServerEvent[] = [];
  const push = sseParser((event) => events.push(event));
  for (const chunk of chunks) push(chunk);
  return events;
}

const bytewise = (text: string) => Array.from(encode(text), (byte) => Uint8Array.of(byte));
const dataOf = (chunks: Uint8Array[]) => read(chunks).map((event) => event.data);

describe('sseParser', () => {
  it.each([
    ['LF', 'data: a\n\ndata: b\n\n'],
    ['CR', 'data: a\r\rdata: b\r\r'],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n'],
    ['mixed', 'data: a\r\n\rdata: b\n\r\n'],
  ])('reads %s line ends, whole and byte by byte', (_name, text) => {
    expect(dataOf([encode(text)])).toEqual(['a', 'b']);
    expect(dataOf(bytewise(text))).toEqual(['a', 'b']);
  });

  it('keeps characters whole that arrive in pieces', () => {
    expect(dataOf(bytewise('data: fünf 🧗 東京\n\n'))).toEqual(['fünf 🧗 東京']);
  });

  it('strips a byte order mark at the start and nowhere else', () => {
    expect(dataOf(bytewise('\uFEFFdata: a\n\n\uFEFFdata: b\n\n'))).toEqual(['a']);
  });

  it('joins several data lines, takes off one space only, and skips comments', () => {
    expect(dataOf([encode(': hello\n\ndata: one\n:\ndata:  two\ndata\n\n')])).toEqual(['one\n two\n']);
  });

  it('never dispatches an event without its closing empty line', () => {
    expect(dataOf([encode('data: a\n\ndata: b\n')])).toEqual(['a']);
  });

  it('dispatches at the CR, without waiting to see whether a LF follows', () => {
    expect(dataOf([encode('data: a\r\r')])).toEqual(['a']);
    expect(dataOf([encode('data: a\r\n\r'), encode('\ndata: b\n\n')])).toEqual(['a', 'b']);
  });

  it('refuses an endless line, and reads a long one in many pieces without slowing down', () => {
    const piece = encode('x'.repeat(50_000));
    expect(() => read(Array.from({ length: 100 }, () => piece))).toThrow(/too long/);
    const long = [encode('data: '), ...Array.from({ length: 60 }, () => piece), encode('\n\n')];
    expect(dataOf(long)[0]).toHaveLength(3_000_000);
  });
});

const CASES = new URL('../../shared/data/5-badinput/sse_cases.jsonl', import.meta.url);
type Case = { name: string; chunks?: string[]; expect_events: (Partial<ServerEvent> & { event?: string })[] };

// The collection lies beside the project where it is present; the cases above stand on their own.
describe.runIf(existsSync(CASES))('sseParser on the collected cases', () => {
  const cases: Case[] = existsSync(CASES)
    ? readFileSync(CASES, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .filter((entry: Case) => entry.chunks)
    : [];

  it.each(cases)('$name', ({ chunks = [], expect_events }) => {
    for (const pieces of [chunks.map(encode), bytewise(chunks.join(''))]) {
      const events = read(pieces);
      expect(events.map((event) => event.data)).toEqual(expect_events.map((event) => event.data));
      // The widget's events go by the type in their data: names are passed over.
      expect_events.forEach(({ event: _, ...expected }, i) => {
        expect(events[i]).toMatchObject(expected);
      });
    }
  });
});
