import { APICallError, JSONParseError } from '@ai-sdk/provider';
import { afterEach, expect, test, vi } from 'vitest';
import { AppError, ForeignError, namesOf } from './errors';
import { log } from './log';

afterEach(() => vi.restoreAllMocks());

const refused = new APICallError({
  message: 'cannot answer "my card is 4111"',
  url: 'https://models.example/v1',
  requestBodyValues: { messages: ['my card is 4111'] },
  statusCode: 422,
  responseBody: 'my card is 4111',
});

test('tells names, codes, statuses and our own sentences, and no other words', () => {
  const reset = Object.assign(new Error('read ECONNRESET my card is 4111'), { code: 'ECONNRESET' });
  const unread = new JSONParseError({ text: 'my card is 4111', cause: reset });
  expect(namesOf(unread)).toBe('AI_JSONParseError <- Error ECONNRESET');
  expect(namesOf(new AppError('unavailable', 'It took too long.', { cause: refused }))).toBe(
    'AppError: It took too long. <- AI_APICallError 422',
  );
  expect(namesOf(Object.assign(new Error('x'), { code: 'my card is 4111' }))).toBe('Error');
  expect(namesOf('my card is 4111')).toBe('string');
});

test('an error of another server may be logged as a cause once it is named', () => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  log.warn('no answer', { cause: new AppError('unavailable', 'No answer.', { cause: new ForeignError(refused) }) });
  expect(String(written.mock.calls[0]?.[0])).toContain('AppError: No answer. <- ForeignError: AI_APICallError 422');
  expect(String(written.mock.calls)).not.toContain('4111');
});
