import { describe, expect, it } from 'vitest';
import { hasText, readStream } from './turn-stream.ts';
import { DEFAULT_BEHAVIOUR, encodeStream } from './upstream-answer.ts';

const events = (...parts: object[]) => parts.map((part) => `data: ${JSON.stringify(part)}\n\n`).join('');

describe('reading the streams that the bench compares', () => {
  it('takes the first piece of text that is not empty for the first token', () => {
    const announced = events({ type: 'text-start', id: '0' }, { type: 'text-delta', id: '0', delta: '' });
    expect(hasText('bare', announced)).toBe(false);
    expect(hasText('bare', announced + events({ type: 'text-delta', id: '0', delta: 'Yes' }))).toBe(true);
    const { tokens } = encodeStream('m', { ...DEFAULT_BEHAVIOUR, tokens: ['Yes'] });
    const [role, text] = String(tokens[0]).split(/(?<=\n\n)/);
    expect(hasText('upstream', role ?? '')).toBe(false);
    expect(hasText('upstream', text ?? '')).toBe(true);
  });

  it('reads the whole of an upstream answer', () => {
    const { whole } = encodeStream('m', { ...DEFAULT_BEHAVIOUR, tokens: ['Yes', ', of "course"'] });
    expect(readStream('upstream', String(whole))).toMatchObject({ text: 'Yes, of "course"', finished: true });
  });

  it('reads events that carry their number, and passes over comments', () => {
    const part = JSON.stringify({ type: 'text-delta', id: '0', delta: 'Yes' });
    const numbered = `: keep-alive\n\nid: 7\ndata: ${part}\n\n`;
    expect(hasText('ours', numbered)).toBe(true);
    expect(readStream('ours', numbered).text).toBe('Yes');
  });

  it('counts an answer of ours as whole only with a finish that is no error, and keeps its receipt', () => {
    const answer = events(
      { type: 'text-delta', id: '0', delta: 'Yes' },
      { type: 'data-receipt', data: { totalMs: 3 } },
    );
    expect(readStream('ours', answer)).toMatchObject({ text: 'Yes', finished: false, receipt: { totalMs: 3 } });
    expect(readStream('ours', answer + events({ type: 'finish', finishReason: 'stop' })).finished).toBe(true);
    expect(readStream('ours', answer + events({ type: 'finish', finishReason: 'error' })).finished).toBe(false);
  });
});
