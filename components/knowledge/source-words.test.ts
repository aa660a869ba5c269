import { expect, it } from 'vitest';
import { formatSize, languageName, originName, statusOf } from './source-words';

it('names what a source is doing, the most important first', () => {
  const calm = { failed: false, reading: false, enabled: true, pinned: false };
  expect(statusOf(calm).word).toBe('In use');
  expect(statusOf({ ...calm, pinned: true }).word).toBe('Pinned');
  expect(statusOf({ ...calm, pinned: true, reading: true }).word).toBe('Being read');
  expect(statusOf({ ...calm, pinned: true, enabled: false }).word).toBe('Off');
  expect(statusOf({ failed: true, reading: true, enabled: false, pinned: true }).word).toBe('Failed');
});

it('names places, languages and sizes as people do', () => {
  expect(originName({ origin: { type: 'pasted' } })).toBe('Pasted');
  expect(originName({ origin: { type: 'website', host: 'shop.example', websiteId: 'w' } })).toBe('shop.example');
  expect([languageName('de'), languageName(null)]).toEqual(['German', null]);
  expect([12, 450, 9_940, 12_300, 1_200_000].map(formatSize)).toEqual([
    '0.1 KB',
    '0.5 KB',
    '9.9 KB',
    '12 KB',
    '1.2 MB',
  ]);
});
