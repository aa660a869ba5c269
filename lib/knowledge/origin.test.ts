import { expect, it } from 'vitest';
import { originOf } from './origin';

const of = (externalId: string, url: string | null = null, websiteId: string | null = null) =>
  originOf({ externalId, url, websiteId });

it('tells pasted text, files, entries of files and pages apart', () => {
  expect(of('pasted/0192')).toEqual({ type: 'pasted' });
  expect(of('upload/handbook/returns.md')).toEqual({ type: 'file', name: 'handbook/returns.md' });
  expect(of('upload/questions.csv#17')).toEqual({ type: 'file', name: 'questions.csv' });
  expect(of('help/c#.md')).toEqual({ type: 'file', name: 'help/c#.md' });
  expect(of('https://shop.example/returns', 'https://shop.example/returns', 'w1')).toEqual({
    type: 'website',
    host: 'shop.example',
    websiteId: 'w1',
  });
});

it('has a word for a page whose address cannot be read', () => {
  expect(of('#', null, 'w1')).toMatchObject({ type: 'website', host: 'a website' });
});
