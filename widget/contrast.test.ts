import { describe, expect, it } from 'vitest';
import { contrast, readable, safeColor, textOn } from './contrast';

const steps = ['00', '33', '66', '77', '99', 'cc', 'ff'];
const colors = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`)));

describe('contrast', () => {
  it('agrees with the figures that WCAG tools print', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('#0b7a75', '#0b7a75')).toBe(1);
  });

  it('finds a text colour at AA for every accent', () => {
    for (const color of colors) expect(contrast(textOn(color), color), color).toBeGreaterThanOrEqual(4.5);
    expect(textOn('#0b7a75')).toBe('#ffffff');
    expect(textOn('#ffdd00')).toBe('#000000');
  });

  it('makes every accent readable as text on the light and the dark panel', () => {
    for (const background of ['#ffffff', '#1b1a18']) {
      for (const color of colors) {
        expect(contrast(readable(color, background), background), `${color} on ${background}`).toBeGreaterThanOrEqual(
          4.5,
        );
      }
    }
    expect(readable('#0b7a75', '#ffffff')).toBe('#0b7a75');
  });

  it('falls back where the colour is none', () => {
    expect(safeColor('#A1b2C3', '#000000')).toBe('#A1b2C3');
    for (const value of ['red', '#fff', 'url(x)', '#12345g', null, 7])
      expect(safeColor(value, '#0b7a75')).toBe('#0b7a75');
  });
});
