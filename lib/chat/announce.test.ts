import { describe, expect, it } from 'vitest';
import type { VisitorCtx } from '@/lib/companies/context';
import { events } from '@/lib/platform/events/current';
import { sessionChannel } from '@/lib/platform/events/events';
import { announcer } from './announce';

const COMPANY = 'company-of-announce-test';
const ctx = { companyId: COMPANY } as VisitorCtx;

/** Watches a session; puts together what it hears as every reader does. */
function watch(sessionId: string) {
  const reader = { text: '', pieces: 0, leave: () => {} };
  reader.leave = events().subscribe(sessionChannel(COMPANY, sessionId), (event) => {
    if (event.type !== 'answer.delta') return;
    reader.pieces++;
    if (event.from <= reader.text.length) reader.text = reader.text.slice(0, event.from) + event.text;
  });
  return reader;
}

/** Writes an answer; `between` runs before the piece of that index. */
function write(sessionId: string, pieces: string[], between: Record<number, () => void> = {}) {
  const announce = announcer(ctx, sessionId, 'turn');
  let text = '';
  for (const [index, piece] of pieces.entries()) {
    between[index]?.();
    announce.delta(text, piece);
    text += piece;
  }
}

describe('the tokens of an answer', () => {
  it('reach whoever comes in the middle from the beginning, and nobody loses one by it', () => {
    const first = watch('a');
    let second: typeof first | undefined;
    write('a', ['One', ' two', ' three', ' four'], {
      2: () => {
        second = watch('a');
      },
    });
    expect(first.text).toBe('One two three four');
    expect(second?.text).toBe('One two three four');
    expect(second?.pieces).toBe(2);
    first.leave();
    second?.leave();
  });

  it('reach from the beginning who is the only one and comes, leaves, and comes again', () => {
    const readers: ReturnType<typeof watch>[] = [];
    write('b', ['One', ' two', ' three', ' four'], {
      1: () => readers.push(watch('b')),
      2: () => readers[0]?.leave(),
      3: () => readers.push(watch('b')),
    });
    expect(readers.map(({ text }) => text)).toEqual(['One two', 'One two three four']);
    readers[1]?.leave();
  });
});
