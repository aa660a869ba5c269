import { expect, test } from 'vitest';
import { readableOn } from './readable-on';

test.each([
  ['#000000', '#ffffff'],
  ['#ffffff', '#000000'],
  ['#0b7a75', '#ffffff'],
  ['#f2c14e', '#000000'],
  ['#ff0000', '#000000'],
])('on %s one reads %s', (background, text) => expect(readableOn(background)).toBe(text));
