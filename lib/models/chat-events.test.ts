import { describe, expect, it } from 'vitest';
import { chatReader } from './chat-events';

const bytes = (text: string) => new TextEncoder().encode(text);
const chunk = (fields: object) => `data: ${JSON.stringify(fields)}\n\n`;
const says = (content: string) => chunk({ choices: [{ delta: { content } }] });
const STOP = chunk({ choices: [{ delta: {}, finish_reason: 'stop' }] });
const DONE = 'data: [DONE]\n\n';

function readAll(pieces: Uint8Array[]) {
  const reader = chatReader();
  const parts = [...pieces.flatMap((piece) => reader.read(piece)), ...reader.end()];
  const texts = parts.flatMap((part) => (part.type === 'text-delta' ? [part.delta] : []));
  const finish = parts.find((part) => part.type === 'finish');
  return { parts, text: texts.join(''), texts, finish, errors: parts.filter((part) => part.type === 'error') };
}

describe('a reader of chat completions', () => {
  it('finds text, reason and usage', () => {
    const usage = {
      prompt_tokens: 400,
      completion_tokens: 9,
      prompt_tokens_details: { cached_tokens: 100 },
      completion_tokens_details: { reasoning_tokens: 4 },
    };
    const { parts } = readAll([bytes(says('Hel') + says('lo') + STOP + chunk({ choices: [], usage }) + DONE)]);
    expect(parts).toEqual([
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'Hel' },
      { type: 'text-delta', id: '0', delta: 'lo' },
      { type: 'text-end', id: '0' },
      {
        type: 'finish',
        finishReason: { unified: 'stop', raw: 'stop' },
        usage: {
          inputTokens: { total: 400, noCache: 300, cacheRead: 100, cacheWrite: undefined },
          outputTokens: { total: 9, text: 5, reasoning: 4 },
        },
      },
    ]);
  });

  it.each(['\n', '\r\n'])('reads the same wherever the bytes are cut, with %j at the ends of lines', (lineEnd) => {
    const all = bytes(
      `: a comment\n\nevent: x\n${says('Größe 🎁')}${says(' da')}${STOP}${DONE}`.replaceAll('\n', lineEnd),
    );
    for (let at = 0; at <= all.length; at++) {
      const { text, finish, errors } = readAll([all.slice(0, at), all.slice(at)]);
      expect([text, finish?.finishReason.unified, errors]).toEqual(['Größe 🎁 da', 'stop', []]);
    }
    expect(readAll([...all].map((byte) => Uint8Array.of(byte))).text).toBe('Größe 🎁 da');
  });

  it('reads data without a space, and an event of several lines', () => {
    expect(readAll([bytes('data:{"choices":\ndata: [{"delta":{"content":"x"}}]}\n\n')]).text).toBe('x');
  });

  it.each([
    ['no JSON', 'data: {"choices":\n\n'],
    ['an error', chunk({ error: { message: 'overloaded' } })],
  ])('reports %s and reads on', (_, odd) => {
    const { text, errors } = readAll([bytes(says('a') + odd + says('b') + STOP)]);
    expect([text, errors.length]).toEqual(['ab', 1]);
  });

  it.each(['null', '5', '"text"', '[]', '{}', '{"choices":5}', '{"choices":[null]}', '{"choices":[{"delta":"x"}]}'])(
    'does not stumble over %s',
    (json) => {
      const usage = chunk({ choices: [{ delta: { content: 7 } }], usage: { prompt_tokens: 'many' } });
      const { text, errors } = readAll([bytes(`${says('a')}data: ${json}\n\n${usage}${says('b')}${STOP}`)]);
      expect([text, errors]).toEqual(['ab', []]);
    },
  );

  it('takes bytes that are no UTF-8 for what they are', () => {
    const broken = bytes(says('a?b'));
    broken[broken.indexOf('?'.charCodeAt(0))] = 0xff;
    expect(readAll([broken]).text).toBe('a\ufffdb');
  });

  it.each([
    ['stop', says('a') + STOP, 'stop'],
    ['length', says('a') + chunk({ choices: [{ delta: {}, finish_reason: 'length' }] }) + DONE, 'length'],
    ['a reason of its own', chunk({ choices: [{ finish_reason: 'eos' }] }), 'other'],
    ['only that it is done', says('a') + DONE, 'other'],
    ['nothing', says('a'), 'interrupted'],
    ['half an event', `${says('a')}data: [DO`, 'interrupted'],
  ])('tells how an answer ends that says %s', (_, text, unified) => {
    expect(readAll([bytes(text)]).finish?.finishReason.unified).toBe(unified);
  });
});
