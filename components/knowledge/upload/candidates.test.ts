import { describe, expect, it } from 'vitest';
import { isLitter, refusalOf } from './candidates';

const LIMITS = { '.md': 4_000_000, '.pdf': 20_000_000 };

describe('files that people choose', () => {
  it('may go when their kind is known and they are small enough', () => {
    expect(refusalOf({ path: 'help/Returns.MD', size: 1 }, LIMITS)).toBeNull();
    expect(refusalOf({ path: 'book.pdf', size: 20_000_000 }, LIMITS)).toBeNull();
  });

  it('are refused before they are sent, with what to do', () => {
    expect(refusalOf({ path: 'a.exe', size: 5 }, LIMITS)).toBe('Files may be .md, .pdf. Save it as one of these.');
    expect(refusalOf({ path: 'no-ending', size: 5 }, LIMITS)).toMatch(/^Files may be/);
    expect(refusalOf({ path: 'a.md', size: 4_000_001 }, LIMITS)).toMatch(/^It is larger than 4 MB/);
    expect(refusalOf({ path: 'book.pdf', size: 20_000_001 }, LIMITS)).toMatch(/^It is larger than 20 MB/);
    expect(refusalOf({ path: 'a.md', size: 0 }, LIMITS)).toBe('It is empty.');
    expect(refusalOf({ path: `${'x'.repeat(400)}.md`, size: 5 }, LIMITS)).toMatch(/400 characters/);
  });

  it('are told from what computers put beside them', () => {
    for (const path of [
      '.DS_Store',
      'help/.DS_Store',
      '__MACOSX/help/a.md',
      'a/Thumbs.db',
      '.git/config',
      'x/.obsidian/a.md',
    ])
      expect(isLitter(path), path).toBe(true);
    for (const path of ['a.md', 'help/a.b.md', 'help.d/a.md']) expect(isLitter(path), path).toBe(false);
  });
});
