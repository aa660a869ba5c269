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
