import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Markdown } from './markdown';

const shown = (text: string, words?: string[]) =>
  renderToStaticMarkup(<Markdown text={text} {...(words ? { words } : {})} />).replaceAll(
    / (class|target|rel)="[^"]*"/g,
    '',
  );

describe('Markdown in messages', () => {
  it('draws what answers are made of', () => {
    expect(shown('Open **Settings**, then:\n\n1. *Keys*\n2. `New key`')).toBe(
      '<div><p>Open <strong>Settings</strong>, then:</p><ol start="1"><li><em>Keys</em></li><li><code>New key</code></li></ol></div>'.replaceAll(
        /<li>(.*?)<\/li>/g,
        '<li><p>$1</p></li>',
      ),
    );
    expect(shown('[Docs](https://example.com/a?b=1&c=2)')).toContain(
      '<a href="https://example.com/a?b=1&amp;c=2">Docs</a>',
    );
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'a <b onclick="x()">b</b>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](data:text/html,<script>1</script>)',
    '![x](javascript:alert(1))',
    '![x](https://tracker.example/p.png)',
    '<javascript:alert(1)>',
    '[x]: javascript:alert(1)\n[x]',
  ])('runs and loads nothing from %s', (text) => {
    const html = shown(text);
    expect(html).not.toMatch(/<(script|img|iframe|b )/i);
    expect(html).not.toMatch(/<[^>]+ on\w+=/i);
    expect(html).not.toMatch(/href="(javascript|data):/i);
  });

  it.each([`${'>'.repeat(10_000)}end`, `${'> '.repeat(10_000)}end`, `${'_a_'.repeat(10_000)}end`])(
    'shows text that would overload the parser as it is: %#',
    (text) => {
      expect(shown(text)).toMatch(/^<p>.*end<\/p>$/s);
    },
  );

  it('marks search words inside formatting', () => {
    expect(shown('a **refund** b', ['refund'])).toBe('<div><p>a <strong><mark>refund</mark></strong> b</p></div>');
  });

  it('shows characters as they were written', () => {
    expect(shown('5 &lt; 6 &amp; 7 < 8')).toBe('<div><p>5 &lt; 6 &amp; 7 &lt; 8</p></div>');
  });
});

describe('Markdown in answers', () => {
  const sources = [
    {
      number: 1,
      sourceId: 's1',
      position: 2,
      title: 'Returns',
      url: 'https://help.example/returns#:~:text=a',
      excerpt: '',
    },
    { number: 2, title: 'Of long ago', url: null, excerpt: '' },
  ];
  const answer = (text: string) =>
    renderToStaticMarkup(<Markdown text={text} sources={sources} />).replaceAll(
      / (class|target|rel|title)="[^"]*"/g,
      '',
    );
  const HREF = /href="([^"]*)"/g;

  it('makes numbers of sources links to their passages, as far as they are known', () => {
    expect(answer('Free [1]. Old [2]. Unknown [3].')).toBe(
      '<div><p>Free <a aria-label="Source 1: Returns" href="/knowledge/s1#passage-3">[1]</a>. Old [2]. Unknown [3].</p></div>',
    );
  });

  it.each([
    ['[Returns](https://help.example/returns?a=b)', 'https://help.example/returns?a=b'],
    ['https://www.help.example/x', 'https://www.help.example/x'],
    ['<help@example.com>', 'mailto:help@example.com'],
    ['[Call](tel:+15550100)', 'tel:+15550100'],
  ])('links to hosts of cited pages, to mail and to phones: %s', (text, href) => {
    expect([...answer(text).matchAll(HREF)].map((match) => match[1])).toEqual([href]);
  });

  it.each([
    ['[Log in](https://evil.example/login?d=secret)', 'Log in (https://evil.example/login?d=secret)'],
    ['https://evil.example/x', 'https://evil.example/x'],
    ['![Map](https://evil.example/p.png?d=secret)', 'Map (https://evil.example/p.png?d=secret)'],
    ['[a](https://help.example@evil.example/)', 'a (https://help.example@evil.example/)'],
    ['[a](https://help.example.evil.example/)', 'a (https://help.example.evil.example/)'],
    ['[a](https://user:pw@help.example/)', 'a (https://user:pw@help.example/)'],
    ['[1]\n\n[1]: https://evil.example/', '1 (https://evil.example/)'],
    ['[a](//evil.example/x)', '[a](//evil.example/x)'],
    ['[a](ftp://help.example/x)', '[a](ftp://help.example/x)'],
  ])('shows the address of any other host, and links nothing: %s', (text, shownText) => {
    const html = answer(text);
    expect(html).toBe(`<div><p>${shownText}</p></div>`);
  });

  const path = fileURLToPath(new URL('../../../shared/data/5-badinput/xss_dompurify.jsonl', import.meta.url));
  const payloads = existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).payload as string)
    : ['<img src=x onerror=alert(1)>', '<a href="javascript:alert(1)">x</a>', '<svg><script>alert(1)</script></svg>'];

  it.each([
    ['alone', (payload: string) => payload],
    ['as the address of a link', (payload: string) => `[x](${payload})`],
    ['as the address of an image', (payload: string) => `![x](<${payload}>)`],
    ['as a label', (payload: string) => `[${payload}](https://help.example/)`],
    ['within a list and a quote', (payload: string) => `- a\n- ${payload}\n\n> ${payload}`],
  ])('runs and loads nothing of what breaks sanitisers, and links to no other host (%s)', (_, place) => {
    for (const payload of payloads) {
      const html = answer(place(payload));
      expect(html).not.toMatch(
        /<(?!\/?(?:a|blockquote|br|code|del|div|em|hr|li|mark|ol|p|pre|strong|table|tbody|td|th|thead|tr|ul)[ >/])[a-z!]/i,
      );
      expect(html).not.toMatch(/<[^>]+ (?:on\w+|src|style|srcset)=/i);
      for (const [, href] of html.matchAll(HREF))
        expect(href).toMatch(/^(?:https?:\/\/(?:www\.)?help\.example\/|mailto:|tel:|\/knowledge\/)/);
    }
  });
});
