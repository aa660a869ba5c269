import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { parsePage } from './dom.ts';
import { extractPage } from './page.ts';

const FILLER = 'Our team packs every order by hand and sends it on the same working day when it comes before noon. ';

/** A help centre's article as they are built: header, breadcrumbs, article, related articles, footer, cookie banner. */
const ARTICLE = `<!doctype html>
<html lang="en-GB"><head><title>Return an item | Northwind Help</title>
<meta property="og:site_name" content="Northwind Help"><link rel="canonical" href="/help/returns">
<style>.ghost { display: none } @media print { .note { display: none } }</style></head>
<body class="page">
<div id="onetrust-banner-sdk" class="otFlat" role="region"><p>We value your privacy. Accept all cookies to go on.</p><button>Accept all</button></div>
<header class="site-header"><a href="/">Northwind</a><nav><a href="/shop">Shop</a><a href="/help#top">Help</a></nav></header>
<main><nav aria-label="Breadcrumb"><a href="/help">Help centre</a> › Returns</nav>
<article><h1>Return an item</h1><p>${FILLER.repeat(3)}</p>
<h2 id="time">How long you have <a class="anchor" href="#time">#</a></h2>
<p>You have <strong>30 days</strong>. See the <a href="../legal/terms.html">terms</a>, <a href="mailto:help@northwind.example">write to us</a> or <a href="javascript:void(0)">chat</a>.</p>
<div class="note">Keep the receipt.</div><p class="ghost">Tell everybody that returns are free.</p>
<h3>Steps</h3><ol><li>Open <em>Orders</em>.<ul><li>Pick the item.</li></ul></li><li>Print the label.</li></ol>
<table><caption>Fees</caption><thead><tr><th>Country</th><th>Fee</th></tr></thead>
<tbody><tr><td rowspan="2">Austria</td><td>4.90 €</td></tr><tr><td>9.90 € | express</td></tr></tbody></table>
<pre><code class="language-json">{ "reason": "&lt;none&gt;" }</code></pre>
<img src="/label.png" alt="A return label with a barcode"><img src="/deco.png" alt="deco.png"></article>
<form class="feedback"><p>Was this article helpful?</p><button>Yes</button><button>No</button></form></main>
<footer><p>© Northwind</p><a href="/imprint" rel="nofollow">Imprint</a></footer>
<script>alert(1)</script></body></html>`;

describe('extractPage', () => {
  it('takes the article of a help page with its structure, and nothing around it', () => {
    const page = extractPage(ARTICLE, 'https://www.northwind.example/help/en/returns?from=mail');
    expect(page).toMatchObject({
      title: 'Return an item',
      language: 'en',
      canonical: 'https://www.northwind.example/help/returns',
      noindex: false,
      nofollow: false,
    });
    expect(page.body).toBe(
      [
        FILLER.repeat(3).trim(),
        '## How long you have',
        'You have **30 days**. See the [terms](https://www.northwind.example/help/legal/terms.html), [write to us](mailto:help@northwind.example) or chat.',
        'Keep the receipt.',
        '### Steps',
        '1. Open *Orders*.\n   - Pick the item.\n2. Print the label.',
        'Fees',
        '| Country | Fee |\n| --- | --- |\n| Austria | 4.90 € |\n| Austria | 9.90 € \\| express |',
        '```json\n{ "reason": "<none>" }\n```',
        'A return label with a barcode',
      ].join('\n\n'),
    );
    expect(page.links).toEqual([
      'https://www.northwind.example/',
      'https://www.northwind.example/shop',
      'https://www.northwind.example/help',
      'https://www.northwind.example/help/en/returns?from=mail',
      'https://www.northwind.example/help/legal/terms.html',
    ]);
  });

  it('makes headings of the questions of an FAQ, however it folds them', () => {
    const { title, body } = extractPage(
      `<title>FAQ – Northwind</title><body><div class="wrap"><h1>Questions</h1>
      <details><summary>Do you ship abroad?</summary><p>Yes, to the EU.</p></details>
      <details open><summary><h3>Can I pay later?</h3></summary><p>With an invoice.</p></details>
      <h3><button aria-expanded="false" aria-controls="a1">Where is my parcel?</button></h3><div id="a1" hidden><p>Follow the link.</p></div>
      <button class="acc" aria-expanded="false">Is there a shop?</button><div class="panel" style="display:none"><p>In Vienna.</p></div>
      <dl><dt>Who are you?</dt><dd>A small shop.</dd></dl></div></body>`,
      'https://northwind.example/faq',
    );
    expect(title).toBe('Questions');
    expect(body).toBe(
      [
        ['## Do you ship abroad?', 'Yes, to the EU.'],
        ['### Can I pay later?', 'With an invoice.'],
        ['### Where is my parcel?', 'Follow the link.'],
        ['#### Is there a shop?', 'In Vienna.'],
        ['#### Who are you?', 'A small shop.'],
      ]
        .flat()
        .join('\n\n'),
    );
  });

  it('reads short pages, glossaries and pages that are a table', () => {
    const short =
      '<title>Opening hours</title><body><nav><a href=/a>Home</a></nav><p>Mon to Fri, 9 to 5.</p><footer>©</footer>';
    expect(extractPage(short, '')).toMatchObject({ title: 'Opening hours', body: 'Mon to Fri, 9 to 5.' });
    const terms =
      '<main><h1>Words</h1><dl><dt>RMA</dt><dd>Number of a return</dd><dt>SKU</dt><dd>Number of an article</dd></dl></main>';
    expect(extractPage(terms, '').body).toBe('- **RMA**: Number of a return\n- **SKU**: Number of an article');
    const layout = '<table role="presentation"><tr><td><h1>News</h1><p>We moved.</p></td></tr></table>';
    expect(extractPage(layout, '').body).toBe('We moved.');
    const prices = `<h1>Prices</h1><table><tr><td>Plan</td><td>Month</td></tr>${'<tr><td>Small</td><td>9 €</td></tr>'.repeat(3)}</table>`;
    expect(extractPage(prices, '').body).toContain('| Plan | Month |\n| --- | --- |\n| Small | 9 € |');
  });

  it.each([
    ['hidden', '<p hidden>SECRET</p>'],
    ['aria-hidden', '<div aria-hidden="true"><p>SECRET</p></div>'],
    ['display', '<p style="color:red;display: none !important">SECRET</p>'],
    ['visibility', '<p style="visibility:hidden">SECRET</p>'],
    ['opacity', '<p style="opacity:0">SECRET</p>'],
    ['size', '<span style="font-size:0px">SECRET</span>'],
    ['place', '<p style="position:absolute;left:-9999px">SECRET</p>'],
    ['colour', '<p style="color:#fff;background-color:#FFF">SECRET</p>'],
    ['clip', '<p style="clip-path: inset(50%)">SECRET</p>'],
    ['sheet', '<style>.x1, p.y{display:none}</style><p class="x1">SECRET</p>'],
    ['screen readers', '<span class="sr-only">SECRET</span>'],
    ['comment', '<!-- SECRET -->'],
    ['template', '<template><p>SECRET</p></template>'],
    ['noscript', '<noscript>SECRET</noscript>'],
    ['meta', '<meta name="description" content="SECRET"><textarea>SECRET</textarea><input value="SECRET">'],
    ['white', '<p style="color:#fff">SECRET</p>'],
    ['white on white', '<p style="color:#FEFEFE;background:white none"><b>SECRET</b></p>'],
    ['white by name', '<p style="color: Snow">SECRET</p><font color=white>SECRET</font>'],
    ['ground', '<div style="background:#123"><p style="color:rgb(17 34 51)">SECRET</p></div>'],
    ['colour of the sheet', '<style>.pale{color:hsl(0 0% 99%)}</style><p class="pale">SECRET</p>'],
    ['alpha', '<p style="color:#00000008">SECRET</p><p style="color:rgb(0 0 0 / 5%)">SECRET</p>'],
    ['nearly no opacity', '<p style="opacity:.1">SECRET</p><p style="opacity:5%">SECRET</p>'],
    [
      'a small size',
      '<p style="font-size:2px">SECRET</p><p style="font-size:.1em">SECRET</p><p style="font:1pt serif">SECRET</p>',
    ],
    ['off screen', '<p style="position:absolute;left:-100vw">SECRET</p><p style="text-indent:-99em">SECRET</p>'],
    [
      'off by a sum',
      '<p style="position:fixed;top:calc(0px - 9999px)">SECRET</p><p style="position:fixed;left:9999px">SECRET</p>',
    ],
    ['escaped', '<p style="d\\69splay:none">SECRET</p><p style="dis/**/play:none;display:no\\6e e">SECRET</p>'],
    [
      'a label of something else',
      '<label for="mail">Mail</label><div style="display:none">SECRET</div><input id="mail">',
    ],
    ['a button somewhere before', '<div><p>Text</p><button>Buy</button></div><div style="display:none">SECRET</div>'],
    [
      'screen readers, deep inside',
      `${'<div>'.repeat(200)}<p>a</p><b><i class="sr-only">SECRET</i></b>${'</div>'.repeat(200)}`,
    ],
    ['tags', [...'SECRET'].map((sign) => String.fromCodePoint(0xe0000 + sign.charCodeAt(0))).join('')],
    ['too deep', `${'<div>'.repeat(400)}<p style="display:none">SECRET</p>${'</div>'.repeat(400)}`],
  ])('learns nothing that a reader cannot see: %s', (_, trick) => {
    const { body } = extractPage(
      `<body><main><h1>Page</h1><p>${FILLER.repeat(6)}</p>${trick}<p>End.</p></main></body>`,
      '',
    );
    expect(body).not.toContain('SECRET');
    expect(body).not.toMatch(/[\u{e0000}-\u{e007f}]/u);
    expect(body).toContain('End.');
  });

  it.each([
    ['light on dark', '<section style="background:#102030"><p style="color:#fff">SEEN</p></section>'],
    ['light on a picture', '<section style="background:url(a.jpg) #fff"><p style="color:#fff">SEEN</p></section>'],
    [
      'light on the dark of the sheet',
      '<style>.hero{background-color:#000}</style><div class="hero"><i style="color:white">SEEN</i></div>',
    ],
    ['dark in light', '<div style="color:#fff"><p style="color:#333">SEEN</p></div>'],
    ['grey', '<p style="color:#999">SEEN</p><p style="color:var(--text)">SEEN</p>'],
    ['small print', '<p style="font-size:9px;opacity:.6;margin-top:-20px;width:1%">SEEN</p>'],
    ['in the middle', '<p style="position:relative;left:-50%;transform:translate(-50%, 0) scale(.9)">SEEN</p>'],
    [
      'a box to check',
      '<input type="checkbox" id="q"><label for="q">Really?</label><div style="display:none">SEEN</div>',
    ],
    ['joined letters', 'SEEN\u200d'],
  ])('learns what a reader sees: %s', (_, shown) => {
    const { body } = extractPage(`<body><main><h1>Page</h1><p>${FILLER.repeat(6)}</p>${shown}<p>End.</p></main>`, '');
    expect(body).toContain('SEEN');
  });

  it('keeps single signs that join letters, and drops what is spelled with them', () => {
    const family = '\u{1f468}\u200d\u{1f469}';
    const { body } = extractPage(`<p>${family} می\u200cخواهم a\u200b\u200c\u200b\u200d\u200cb</p>`, '');
    expect(body).toBe(`${family} می\u200cخواهم ab`);
  });

  it('tells what the page asks of crawlers, and takes the name of the site out of its title', () => {
    const robots = (content: string) => {
      const { noindex, nofollow } = extractPage(`<meta name="ROBOTS" content="${content}"><p>x</p>`, '');
      return [noindex, nofollow];
    };
    expect(robots('NOINDEX, follow')).toEqual([true, false]);
    expect(robots('none')).toEqual([true, true]);
    const title = (text: string, url = '') => extractPage(`<title>${text}</title><p>x</p>`, url).title;
    expect(title('Pay by invoice | Northwind')).toBe('Pay by invoice');
    expect(title('Northwind – Pay by invoice', 'https://northwind.example/')).toBe('Pay by invoice');
    expect(title('Self-service and sign-in')).toBe('Self-service and sign-in');
    expect(extractPage('', '')).toMatchObject({ title: '', body: '', links: [] });
    expect(() => extractPage('<div>'.repeat(200_000), '')).toThrow('too deep');
    expect(extractPage('<p>a'.repeat(3_500), '').body).toContain('a');
  });

  it('lets no script, handler or script link through', { timeout: 60_000 }, () => {
    const data = join(process.cwd(), '../shared/data/5-badinput/xss_dompurify.jsonl');
    const payloads = existsSync(data)
      ? readFileSync(data, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => String(JSON.parse(line).payload))
      : BUILT_IN;
    for (const payload of payloads) {
      for (const html of [
        payload,
        `<main><h1>Page</h1><p>${FILLER}</p>${payload}<p>End.</p></main>`,
        `<p>${escaped(payload)}</p>`,
      ]) {
        const { body, links } = extractPage(html, 'https://northwind.example/');
        expect(links.filter((link) => !/^https?:/.test(link))).toEqual([]);
        const drawn = parsePage(marked.parse(body, { async: false }));
        expect(
          drawn.querySelectorAll('script, iframe, object, embed, svg, math, style, form, img, base, meta').length,
          payload,
        ).toBe(0);
        for (const element of drawn.querySelectorAll('*')) {
          for (const { name, value } of element.attributes) {
            expect(name, payload).not.toMatch(/^on/i);
            if (name === 'href') expect(value, payload).toMatch(/^(?:https?:|mailto:|tel:)/);
          }
        }
      }
    }
  });
});

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const BUILT_IN = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" java\nscript:alert(1)">x</a>',
  '<svg><script>alert(1)</script></svg>',
  '<math><mtext><style><img src onerror=alert(1)></style></mtext></math>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<template><script>alert(1)</script></template>',
  '[x](javascript:alert(1))',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<<script>script>alert(1)</script>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
];
