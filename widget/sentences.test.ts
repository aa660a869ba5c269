import { expect, it } from 'vitest';
import { sentenceReader } from './sentences';

it('says whole sentences, each once, without Markdown', () => {
  const next = sentenceReader();
  const heard: string[] = [];
  const text = 'It takes **2.5 days**. See [the page](https://x.test/a) [1].\n- One\n- Two';
  for (let length = 1; length <= text.length; length++) heard.push(next(text.slice(0, length), false));
  heard.push(next(text, true));
  expect(heard.filter(Boolean)).toEqual(['It takes 2.5 days.', 'See the page .', '- One', '- Two']);
  expect(next(text, true)).toBe('');
});
