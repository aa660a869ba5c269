import { describe, expect, it } from 'vitest';
import { withoutHtml } from './blocks-html';

describe('withoutHtml', () => {
  const cases: [string, string, string][] = [
    ['inline tags', 'Send it <b>back</b> by <a href="https://example.com/a?b=1">mail</a>.', 'Send it back by mail.'],
    ['line breaks', 'One<br>two<br/>three', 'One\ntwo\nthree'],
    ['items', '<ul><li>One</li><li class="x">Two</li></ul>', '\n\n- One\n\n- Two\n\n'],
    ['headings', 'a <h2 id="x">Free <em>returns</em></h2> b', 'a \n\n## Free returns\n\n b'],
    ['entities', 'Fish &amp; chips &lt;5 &euro; &#8364; &#x41; &unknown; &', 'Fish & chips <5 € € A &unknown; &'],
    ['comments over lines', 'a<!-- one\ntwo -->b<!-- three -->c', 'a b c'],
    ['scripts and styles', 'a<script>if (1 < 2) {}</SCRIPT >b<style>p {}</style>c', 'a b c'],
    ['a comment without an end', 'a <!-- b', 'a <!-- b'],
    ['code in a line', 'Write `<b>&amp;</b>` or <i>so</i>', 'Write `<b>&amp;</b>` or so'],
    [
      'what is no element',
      'if a < b, <your-name>, List<T>, <https://example.com>',
      'if a < b, <your-name>, List<T>, <https://example.com>',
    ],
    ['letters that grow in lower case', 'İİİ <!-- x --> after', 'İİİ   after'],
  ];
  for (const [name, text, plain] of cases) it(`reads ${name}`, () => expect(withoutHtml(text)).toBe(plain));
});
