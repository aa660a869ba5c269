import { describe, expect, it } from 'vitest';
import { chunk, estimateTokens, sizeOf } from './chunk';

/** A generator of numbers that are the same in every run (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** A document in which every word is a different one, w1 w2 … (h1 h2 … in headings), in every structure there is. */
function makeDocument(seed: number, markdown: boolean): { text: string; words: string[] } {
  const random = randomFrom(seed);
  let count = 0;
  const words = (most: number, mark = 'w') =>
    Array.from({ length: 1 + random(most) }, () => `${mark}${++count}`).join(' ');
  const sentences = (most: number) => Array.from({ length: 1 + random(most) }, () => `${words(30)}.`).join(' ');
  const part = (): string => {
    switch (random(markdown ? 8 : 3)) {
      case 0:
        return sentences(12);
      case 1:
        return Array.from({ length: 1 + random(20) }, () => `- ${words(25)}`).join('\n');
      case 2:
        return words(600);
      case 3:
        return `${'#'.repeat(1 + random(4))} ${words(8, 'h')}`;
      case 4:
        return `\`\`\`sh\n${Array.from({ length: 1 + random(40) }, () => words(8)).join('\n')}\n\`\`\``;
      case 5:
        return `| ${words(3)} | ${words(3)} |\n| --- | --- |\n${Array.from({ length: random(40) }, () => `| ${words(6)} | ${words(6)} |`).join('\n')}`.trim();
      case 6:
        return `${words(5, 'h')}\n===`;
      default:
        return `1. ${sentences(3)}\n   ${words(20)}\n2. ${words(10)}`;
    }
  };
  const text = Array.from({ length: 1 + random(25) }, part).join('\n\n');
  return { text, words: text.match(/[wh]\d+/g) ?? [] };
}

const wordsIn = (text: string): string[] => text.match(/[wh]\d+/g) ?? [];

describe('chunk', () => {
  for (const kind of ['markdown', 'text'] as const) {
    it(`loses nothing, keeps the order and the size, whatever the ${kind}`, () => {
      for (let seed = 1; seed <= 100; seed += 1) {
        const { text, words } = makeDocument(seed, kind === 'markdown');
        const chunks = chunk('Title', text, kind);
        const all = new Set(chunks.flatMap(({ titlePath, body }) => wordsIn(`${titlePath} ${body}`)));
        expect(
          words.filter((word) => !all.has(word)),
          `seed ${seed}`,
        ).toEqual([]);
        const numbers = chunks
          .flatMap(({ body }) => wordsIn(body))
          .filter((word) => word.startsWith('w'))
          .map((word) => Number(word.slice(1)));
        const firsts = [...new Set(numbers)];
        expect(firsts, `seed ${seed}`).toEqual([...firsts].sort((a, b) => a - b));
        for (const { titlePath, body, tokenCount } of chunks) {
          expect(body.trim()).not.toBe('');
          // A table's head stands in every passage of the table, on top of its size.
          expect(sizeOf(body)).toBeLessThanOrEqual(260);
          expect(titlePath.length).toBeLessThanOrEqual(600);
          expect(tokenCount).toBeGreaterThan(0);
        }
      }
    });
  }

  it('keeps passages of long prose between 100 and 190 words', () => {
    const text = Array.from({ length: 300 }, (_, index) => `This is sentence number ${index} of a long article.`).join(
      ' ',
    );
    const sizes = chunk('Long', text, 'text').map(({ body }) => sizeOf(body));
    expect(sizes.length).toBeGreaterThan(10);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(190);
  });

  it('puts each passage under its headings', () => {
    const long = (word: string) => `${word} `.repeat(100);
    const text = `# Returns\n\n${long('intro')}\n\n## Costs\n\n### Abroad\n\n${long('abroad')}\n\n## Time\n\n${long('time')}`;
    expect(chunk('Returns', text, 'markdown').map(({ titlePath }) => titlePath)).toEqual([
      'Returns',
      'Returns › Costs › Abroad',
      'Returns › Time',
    ]);
  });

  it('joins small neighbours and keeps their headings, in the text as in the path', () => {
    const text = '## Opening hours\n\nMonday to Friday.\n\n## Telephone\n\nOn weekdays only.';
    const chunks = chunk('Contact', text, 'markdown');
    expect(chunks).toHaveLength(1);
    expect(chunks[0]?.titlePath).toBe('Contact › Opening hours · Telephone');
    expect(chunks[0]?.body).toBe('Opening hours\n\nMonday to Friday.\n\nTelephone\n\nOn weekdays only.');
  });

  it('keeps a heading that has nothing below it', () => {
    expect(chunk('FAQ', '## Coming soon', 'markdown')[0]?.body).toBe('Coming soon');
  });

  it('repeats the head of a table that is cut', () => {
    const rows = Array.from({ length: 120 }, (_, index) => `| country ${index} | ${index} days |`);
    const chunks = chunk('Shipping', `| Country | Time |\n| --- | --- |\n${rows.join('\n')}`, 'markdown');
    expect(chunks.length).toBeGreaterThan(2);
    for (const { body } of chunks) expect(body.startsWith('| Country | Time |\n| --- | --- |\n| country')).toBe(true);
  });

  it('does not take a comment in code for a heading, nor a fence that never closes for lost', () => {
    const chunks = chunk('Setup', '```sh\n# not a heading\nnpm start', 'markdown');
    expect(chunks).toHaveLength(1);
    expect(chunks[0]?.body).toBe('```sh\n# not a heading\nnpm start');
  });

  it('reads the short first line of a plain paragraph as its heading', () => {
    const [first] = chunk('Help', `How do I pay?\n${'You pay by card. '.repeat(40)}`, 'text');
    expect(first?.titlePath).toBe('Help › How do I pay?');
  });

  it('drops the front matter of a Markdown file', () => {
    expect(chunk('A', '---\ntitle: A\nurl: https://example.com\n---\n\nThe text.', 'markdown')[0]?.body).toBe(
      'The text.',
    );
  });

  it('cuts one huge line without spaces, and never inside a character', () => {
    const emoji = '👩‍🚀'.repeat(3_000);
    for (const text of ['x'.repeat(100_000), emoji, '退货政策'.repeat(5_000)]) {
      const chunks = chunk('Huge', text, 'text');
      expect(chunks.map(({ body }) => body).join('')).toBe(text);
      for (const { body } of chunks) {
        expect(body.isWellFormed()).toBe(true);
        expect(body.length).toBeLessThanOrEqual(4_000);
      }
    }
  });

  it('makes nothing of nothing, and something of the least', () => {
    for (const blank of ['', ' ', '\n\n\t\r\n', '---\n\n***', '\ufeff'])
      expect(chunk('A', blank, 'markdown')).toEqual([]);
    for (const least of ['.', '#', '|', '-', '```', '\u200b']) {
      for (const { body } of chunk('A', least, 'markdown')) expect(body.length).toBeGreaterThan(0);
    }
  });

  it('stays quick on input made to be slow', () => {
    const inputs = [
      '[('.repeat(50_000),
      `${'#'.repeat(6)} ${'*a'.repeat(50_000)}`,
      `|-${'-|'.repeat(50_000)}`,
      '- '.repeat(60_000),
      '. '.repeat(100_000),
      '`'.repeat(100_000),
      '\n#'.repeat(50_000),
      '|a\n'.repeat(30_000),
      '"'.repeat(100_000),
      `a.${' '.repeat(100_000)}b`,
      `# a${'#'.repeat(100_000)}x`,
    ];
    for (const input of inputs) for (const { body } of chunk('A', input, 'markdown')) expect(body).not.toBe('');
  }, 10_000);
});

describe('estimateTokens', () => {
  it('counts about four characters a token, and one per Chinese character', () => {
    expect(estimateTokens('word '.repeat(100))).toBe(125);
    expect(estimateTokens('退货政策')).toBe(4);
    expect(estimateTokens('')).toBe(1);
  });
});
