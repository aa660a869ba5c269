import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Piece, parseInline, parseMarkdown, safeHref } from './markdown';
import { markdownView } from './markdown-view';

/** Nodes that only remember what was made of them, and what was set on them. */
class FakeNode {
  readonly childNodes: FakeNode[] = [];
  parent: FakeNode | null = null;
  readonly tag: string;
  readonly text: string;
  constructor(tag: string, text = '') {
    this.tag = tag;
    this.text = text;
  }
  get lastChild(): FakeNode | null {
    return this.childNodes.at(-1) ?? null;
  }
  append(...given: (FakeNode | string)[]) {
    for (const node of given.map((piece) => (typeof piece === 'string' ? new FakeNode('#text', piece) : piece))) {
      node.parent = this;
      this.childNodes.push(node);
    }
  }
  remove() {
    const siblings = this.parent?.childNodes ?? [];
    siblings.splice(siblings.indexOf(this), 1);
  }
  /** Everything in the tree, in order. */
  all(): FakeNode[] {
    return [this, ...this.childNodes.flatMap((child) => child.all())];
  }
  /** `p(One strong(two))` */
  toString(): string {
    if (this.tag === '#text') return this.text;
    const href = (this as { href?: string }).href;
    return `${this.tag}${href ? `<${href}>` : ''}(${this.childNodes.map(String).join('')})`;
  }
}

beforeAll(() => {
  vi.stubGlobal('document', { createElement: (tag: string) => new FakeNode(tag) });
});
afterAll(() => {
  vi.unstubAllGlobals();
});

function render(text: string, hosts?: string[]): FakeNode {
  const target = new FakeNode('root');
  markdownView(target as unknown as HTMLElement, () => hosts)(text);
  return target;
}
const shown = (text: string) => render(text).childNodes.map(String).join(' ');

describe('Markdown', () => {
  it.each([
    ['plain\nlines', 'p(plain\nlines)'],
    ['one\n\ntwo', 'p(one) p(two)'],
    ['a **b _c_** d *e* __f__', 'p(a strong(b em(c)) d em(e) strong(f))'],
    ['***both***', 'p(strong(em(both)))'],
    ['snake_case_name and 2 * 3 * 4', 'p(snake_case_name and 2 * 3 * 4)'],
    ['half **open and _open', 'p(half **open and _open)'],
    ['`a *b* <i>` and ``c`d``', 'p(code(a *b* <i>) and code(c`d))'],
    ['\\*not\\* \\[1\\]', 'p(*not* [1])'],
    ['# Title\ntext', 'p(strong(Title)) p(text)'],
    ['- a\n- b\n  more\n\n- c', 'ul(li(a)li(b\nmore)li(c))'],
    ['- a\n  - b\n    - c\n- d', 'ul(li(aul(li(bul(li(c)))))li(d))'],
    ['Then:\n1. a\n2. b\n\nEnd', 'p(Then:) ol(li(a)li(b)) p(End)'],
    ['- a\n1. b', 'ul(li(a)) ol(li(b))'],
    ['```js\n<b>*x*\n\n```\nafter', 'pre(code(<b>*x*\n)) p(after)'],
    ['```\nunfinished', 'pre(code(unfinished))'],
    ['> quoted\n> - a\n\nmine', 'blockquote(p(quoted)ul(li(a))) p(mine)'],
    ['a\n\n---\n\nb', 'p(a) hr() p(b)'],
    ['Ships in 2 days [1][2].', 'p(Ships in 2 dayssup(1)sup(2).)'],
    ['See [**the** page](https://x.test/a_(b)).', 'p(See a<https://x.test/a_(b)>(**the** page).)'],
    [
      '(https://x.test/a, <https://y.test>)',
      'p((a<https://x.test/a>(https://x.test/a), a<https://y.test/>(https://y.test)))',
    ],
    ['[mail](mailto:a@b.test)', 'p(a<mailto:a@b.test>(mail))'],
    ['![alt text](https://x.test/i.png)', 'p(a<https://x.test/i.png>(alt text))'],
    ['| a | b |\n|---|---|', 'p(| a | b |\n|---|---|)'],
  ])('%j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('keeps the nodes of blocks that did not change while the answer grows', () => {
    const target = new FakeNode('root');
    const show = markdownView(target as unknown as HTMLElement, () => undefined);
    show('one\n\ntw');
    const [first, second] = target.childNodes;
    show('one\n\ntwo **three**');
    expect(target.childNodes[0]).toBe(first);
    expect(target.childNodes[1]).not.toBe(second);
    expect(target.childNodes.map(String)).toEqual(['p(one)', 'p(two strong(three))']);
    show('other');
    expect(target.childNodes.map(String)).toEqual(['p(other)']);
  });

  it('opens links beside the page, without telling where they were followed', () => {
    const link = render('[a](https://x.test)')
      .all()
      .find((node) => node.tag === 'a');
    expect(link).toMatchObject({ target: '_blank', rel: expect.stringContaining('noreferrer') });
  });
});

const HOSTILE = [
  '[x](javascript:alert(1))',
  '[x](java\tscript:alert`1`)',
  '[x](&#106;avascript:alert(1))',
  '[x](\u0001javascript:alert)',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](vbscript:x)',
  '<javascript:alert(1)>',
  '![x](javascript:alert(1))',
  '[x](https://bank.test@evil.test/)',
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '[x](" onmouseover=alert(1))',
  '`<svg onload=alert(1)>`',
  '- <iframe srcdoc="x">\n> <b onclick=x>',
];
const COLLECTED = new URL('../../shared/data/5-badinput/xss_dompurify.jsonl', import.meta.url);
const collected: string[] = existsSync(COLLECTED)
  ? readFileSync(COLLECTED, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).payload)
  : [];

const TAGS = ['root', '#text', 'p', 'strong', 'em', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'hr', 'a', 'sup'];
const OWN = new Set(['childNodes', 'parent', 'tag', 'text', 'href', 'target', 'rel', 'dir', 'tabIndex', 'start']);

describe('links of an answer', () => {
  const linked = (text: string) => render(text, ['shop.test', 'help.test']).childNodes.map(String).join(' ');

  it('lead to this site, to what is cited, and to mail', () => {
    expect(linked('[a](https://help.test/x?y) https://shop.test/ [b](mailto:a@b.test)')).toBe(
      'p(a<https://help.test/x?y>(a) a<https://shop.test/>(https://shop.test/) a<mailto:a@b.test>(b))',
    );
  });

  it.each([
    ['[Log in](https://evil.test/login?d=secret)', 'p(https://evil.test/login?d=secret)'],
    ['![map](https://evil.test/i.png?d=secret)', 'p(https://evil.test/i.png?d=secret)'],
    ['see https://evil.test/x.', 'p(see https://evil.test/x.)'],
    ['[a](https://help.test.evil.test/)', 'p(https://help.test.evil.test/)'],
    ['[a](https://evil.test/https://help.test/)', 'p(https://evil.test/https://help.test/)'],
    ['[a](https://help.test@evil.test/)', 'p(a)'],
    ['[a](https://help.test:8443/)', 'p(https://help.test:8443/)'],
  ])('are addresses to read where they lead elsewhere: %s', (text, expected) => {
    expect(linked(text)).toBe(expected);
  });

  it('follow once what is cited is known', () => {
    const target = new FakeNode('root');
    let hosts = ['shop.test'];
    const show = markdownView(target as unknown as HTMLElement, () => hosts);
    show('[a](https://help.test/)');
    expect(target.childNodes.map(String)).toEqual(['p(https://help.test/)']);
    hosts = ['shop.test', 'help.test'];
    show('[a](https://help.test/)');
    expect(target.childNodes.map(String)).toEqual(['p(a<https://help.test/>(a))']);
  });

  it('never leave those hosts, whatever the text is made of', () => {
    for (const payload of [...HOSTILE, ...collected])
      for (const text of [payload, `[x](${payload})`, `![x](<${payload}>)`, `[${payload}](https://help.test/)`])
        for (const { href } of render(text, ['help.test']).all() as { href?: string }[])
          expect(href ?? 'mailto:').toMatch(/^(?:https?:\/\/help\.test\/|mailto:)/);
  });
});

describe('hostile text', () => {
  it.each([...HOSTILE, ...collected])('makes nothing but harmless nodes of %j', (payload) => {
    const inside = payload.replaceAll(')', '%29').replaceAll('\n', ' ');
    for (const text of [payload, `**${payload}**`, `[${payload}](${inside})`, `- ${payload}\n\n> ${payload}`]) {
      for (const node of render(text).all()) {
        expect(TAGS).toContain(node.tag);
        for (const name of Object.keys(node)) expect(OWN).toContain(name);
        const { href } = node as { href?: string };
        if (href !== undefined) expect(href).toMatch(/^(https?|mailto):/);
      }
    }
  });

  it('keeps every character of text that is no Markdown', () => {
    expect(shown('<script>alert("1")</script>')).toBe('p(<script>alert("1")</script>)');
  });

  it('refuses addresses that are relative, malformed, or hide their host', () => {
    for (const address of [
      '/a',
      '//x.test',
      'x.test',
      '',
      'http://',
      'https://a:b@x.test',
      'file:///etc/passwd',
      'blob:x',
    ]) {
      expect(safeHref(address), address).toBeNull();
    }
  });

  it.each([
    '*',
    '**',
    '_',
    '`',
    '[',
    '![',
    '[a](',
    '<',
    '> ',
    '- ',
    '1. ',
    '#',
    'http://',
    '*a ',
    '_a* ',
    '  - a\n',
    '> - ',
  ])(
    'reads 32 KB of %j with bounded work',
    (piece) => {
      const text = piece.repeat(Math.ceil((32 * 1024) / piece.length));
      const leaves = (pieces: Piece[]): string =>
        pieces.map((piece) => (typeof piece === 'string' ? piece : leaves(piece.children))).join('');
      expect(leaves(parseInline(text)).length).toBeGreaterThan(0);
      expect(parseMarkdown(text).length).toBeGreaterThan(0);
    },
    2_000,
  );
});
