import { beforeAll, describe, expect, it } from 'vitest';
import { countTokens, loadTokenizer } from '@/lib/platform/tokens';
import { chunk, PASSAGE_SIZE } from './chunk';

beforeAll(loadTokenizer);

const { target, largest } = PASSAGE_SIZE;
/** A head that is said again, a fence that is closed, a heading that goes along: on top of a passage's size. */
const MOST_CHARACTERS = 6_000;
const MOST = Math.ceil(largest * 1.6);

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
    switch (random(markdown ? 13 : 3)) {
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
      case 7:
        return Array.from({ length: 1 + random(8) }, () => `${words(3)}\n: ${words(20)}`).join('\n\n');
      case 8:
        return `${words(4)}:\n\n- ${words(5)}\n${Array.from({ length: 1 + random(30) }, () => `  - ${words(12)}`).join('\n')}\n- ${words(9)}`;
      case 9:
        return `<div class="note">\n<p>${sentences(3)}</p><ul><li>${words(6)}</li><li>${words(6)}</li></ul>\n</div>`;
      case 10:
        return `| ${words(2)} | ${words(2)} |\n|---|---|\n| ${words(300)} | ${words(4)} |\n| ${words(3)} | ${words(3)} |`;
      case 11:
        return `- ${words(6)}\n\n  ${words(10)}\n\n      ${words(4)}\n\n- ${words(5)}`;
      default:
        return `1. ${sentences(3)}\n   ${words(20)}\n2. ${words(10)}`;
    }
  };
  const text = Array.from({ length: 1 + random(25) }, part).join('\n\n');
  return { text, words: text.match(/[wh]\d+/g) ?? [] };
}

const wordsIn = (text: string): string[] => text.match(/[wh]\d+/g) ?? [];

/** How often each character that can be seen is there. */
function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const character of text.replace(/[\s›·]/g, '')) counts.set(character, (counts.get(character) ?? 0) + 1);
  return counts;
}

describe('chunk', () => {
  for (const kind of ['markdown', 'text'] as const) {
    it(`loses nothing, keeps the order and the size, whatever the ${kind}`, () => {
      for (let seed = 1; seed <= 25; seed += 1) {
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
          expect(countTokens(body), `seed ${seed}`).toBeLessThanOrEqual(MOST);
          expect(titlePath.length).toBeLessThanOrEqual(600);
          const counted = countTokens(`${titlePath}\n${body}`);
          expect(Math.abs(tokenCount - counted), `seed ${seed}`).toBeLessThanOrEqual(10 + counted / 10);
          expect((body.match(/^```/gm) ?? []).length % 2, `seed ${seed}: a fence is open`).toBe(0);
          expect(body).not.toMatch(/<\/?(?:div|p|ul|li)>/);
          // A passage of headings only helps nobody; a source of headings only has nothing else.
          if (words.some((word) => word.startsWith('w'))) expect(wordsIn(body).join(' '), `seed ${seed}`).toMatch(/w/);
        }
      }
    }, 30_000);
  }

  it('loses no character of plain prose', () => {
    const random = randomFrom(7);
    const alphabet = 'ab cé 退。 ?!.,;:-–"()[]{}<>|#*`~_&%$€ üß 1234 .\n\n';
    for (let round = 0; round < 30; round += 1) {
      const text = Array.from({ length: 1 + random(1_500) }, () => alphabet[random(alphabet.length)]).join('');
      const said = chunk('T', text, 'text')
        .map(({ titlePath, body }) => `${titlePath.slice(1)} ${body}`)
        .join('');
      // A heading stands in the path of each of its passages: more may be said than was written, never less.
      const left = countsOf(said);
      for (const [mark, times] of countsOf(text)) {
        expect(left.get(mark) ?? 0, `round ${round}: ${mark}`).toBeGreaterThanOrEqual(times);
      }
    }
  }, 30_000);

  it('makes passages of long prose much the same size', () => {
    const text = Array.from({ length: 300 }, (_, index) => `This is sentence number ${index} of a long article.`).join(
      ' ',
    );
    const sizes = chunk('Long', text, 'text').map(({ body }) => countTokens(body));
    expect(sizes.length).toBeGreaterThan(10);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(target * 0.6);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(largest);
  });

  it('ends passages where sentences end', () => {
    const text = Array.from(
      { length: 80 },
      (_, index) => `Ask Dr. Roth about no. ${index}, e.g. by mail at 3.50 a page.`,
    );
    for (const { body } of chunk('Letters', text.join(' '), 'text')) {
      expect(body).toMatch(/^Ask Dr\. Roth/);
      expect(body).toMatch(/a page\.$/);
    }
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
    expect(chunks[0]?.body).toBe('```sh\n# not a heading\nnpm start\n```');
  });

  it('closes the fence of code that is cut, and opens it again', () => {
    const lines = Array.from({ length: 120 }, (_, index) => `npm run step-${index} -- --with=some --and=more`);
    const chunks = chunk('Setup', `Run:\n\n\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n\nDone.`, 'markdown');
    expect(chunks.length).toBeGreaterThan(4);
    expect(chunks[0]?.body).toMatch(/^Run:\n\n```sh\nnpm run step-0 /);
    for (const { body } of chunks.slice(1, -1)) expect(body).toMatch(/^```sh\nnpm [\s\S]*\n```$/);
    expect(chunks.at(-1)?.body).toMatch(/\n```\n\nDone\.$/);
  });

  it('says which item a cut list stands below, and keeps a list with what announces it', () => {
    const below = Array.from({ length: 60 }, (_, index) => `  - document number ${index} of the many that are needed`);
    const chunks = chunk('Visa', `You need:\n\n- For work:\n${below.join('\n')}\n- A form.`, 'markdown');
    expect(chunks[0]?.body).toMatch(/^You need:\n\n- For work:\n {2}- document number 0 /);
    for (const { body } of chunks.slice(1)) expect(body).toMatch(/^- For work:\n {2}- document/);
  });

  it('keeps a term with its meaning', () => {
    const terms = Array.from(
      { length: 60 },
      (_, index) => `Term ${index}\n\n: What term ${index} means, in some words.`,
    );
    const chunks = chunk('Words', terms.join('\n\n'), 'markdown');
    expect(chunks.length).toBeGreaterThan(2);
    for (const { body } of chunks) expect(body).toMatch(/^Term \d+\n: /);
  });

  it('tells the cells of a row that is too wide by their columns', () => {
    const wide = Array.from({ length: 200 }, (_, index) => `step${index}`).join(' ');
    const chunks = chunk('Table', `| Plan | Steps |\n| --- | --- |\n| Small | ${wide} |\n| Large | none |`, 'markdown');
    expect(chunks[0]?.body).toMatch(/^\| Plan \| Steps \|\nPlan: Small\nSteps: step0 step1 /);
    expect(chunks.at(-1)?.body).toMatch(/\| Large \| none \|$/);
  });

  it('reads the HTML that was left in Markdown, but not what is code or no tag', () => {
    const text =
      '<!-- draft -->\n<h2 id="a">Returns &amp; refunds</h2>\n<p>Send it <b>back</b>.<br>We pay.</p>\n<ul><li>Pack it</li><li>Post it</li></ul>\n\nWrite `<b>` and <your-name>, if a < b.\n\n```html\n<p>kept</p>\n```';
    const [first] = chunk('Help', text, 'markdown');
    expect(first?.titlePath).toBe('Help › Returns & refunds');
    expect(first?.body).toBe(
      'Send it back. We pay.\n\n- Pack it\n- Post it\n\nWrite `<b>` and <your-name>, if a < b.\n\n```html\n<p>kept</p>\n```',
    );
  });

  it('never makes a passage of a heading alone where there is text', () => {
    const long = 'Some words that fill the passage. '.repeat(60);
    const chunks = chunk('A', `# One\n\n${long}\n\n# Two\n\n# Three\n\n${long}\n\n# Four`, 'markdown');
    expect(chunks.map(({ body }) => body).filter((body) => !body.includes('fill'))).toEqual([]);
    expect(chunks.some(({ body }) => body.startsWith('Two\n\n'))).toBe(true);
    expect(chunks.at(-1)?.body).toMatch(/\n\nFour$/);
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
      '[('.repeat(25_000),
      `${'#'.repeat(6)} ${'*a'.repeat(25_000)}`,
      `|-${'-|'.repeat(25_000)}`,
      '- '.repeat(30_000),
      '. '.repeat(50_000),
      '`'.repeat(50_000),
      '\n#'.repeat(25_000),
      '|a\n'.repeat(10_000),
      '"'.repeat(50_000),
      `a.${' '.repeat(50_000)}b`,
      `# a${'#'.repeat(50_000)}x`,
      '<!--'.repeat(25_000),
      '<div '.repeat(25_000),
      '<h1>a'.repeat(15_000),
      '<script>'.repeat(15_000),
      '- a\n\n'.repeat(20_000),
      'a\n: b\n\n'.repeat(10_000),
      Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}- item`).join('\n'),
      `| a | b |\n|---|---|\n|${'`a'.repeat(20_000)}|`,
      '```a\n~~~b\n'.repeat(10_000),
    ];
    for (const input of inputs)
      expect(Math.max(0, ...chunk('A', input, 'markdown').map(({ body }) => body.length))).toBeLessThan(
        MOST_CHARACTERS,
      );
  }, 30_000);
});
