/** What the demo shop sells; drawings, because no photograph of invented goods could be true. */
const GOODS = [
  {
    name: 'Tarn two-person tent',
    text: 'Freestanding, two doors, packs to the size of a loaf.',
    price: '$329',
    art: '<path d="M10 62 48 14l38 48z"/><path d="M48 14v48M48 34 36 62h24z"/><path d="M4 62h88"/>',
  },
  {
    name: 'Fellside leather boot',
    text: 'Full grain, resoleable, broken in after a weekend.',
    price: '$219',
    art: '<path d="M30 12h24l2 26 24 10c5 2 6 6 6 12H24V46z"/><path d="M24 68h62M54 22h-8M55 30h-8M56 38h-8"/>',
  },
  {
    name: 'Curlew 60 litre pack',
    text: 'Carries 40 lb without complaint. Fits four back lengths.',
    price: '$189',
    art: '<path d="M32 24c0-14 32-14 32 0v40H32z"/><path d="M32 40h32M40 48h16v10H40zM32 32c-8 2-8 24 0 28M64 32c8 2 8 24 0 28"/>',
  },
] as const;

/** Questions whose answers stand in the demo company's articles. */
const QUESTIONS = [
  'Can I return boots that I wore outside?',
  'How long does standard shipping take?',
  'What does it cost to rent a tent for a weekend?',
  'How do I wash a down jacket?',
] as const;

const goods = GOODS.map(
  ({ name, text, price, art }) => `
      <li>
        <svg viewBox="0 0 96 76" aria-hidden="true">${art}</svg>
        <h3>${name}</h3>
        <p>${text}</p>
        <p class="price">${price}</p>
      </li>`,
).join('');

const questions = QUESTIONS.map((question) => `\n        <li><button type="button">${question}</button></li>`).join('');

/** The whole document. */
export const demoPage = (widgetKey: string): string => `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>Larkfell Outdoor (demo page)</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/demo/shop.css">
  <script src="/demo/shop.js" defer></script>
  <script src="/widget.js" data-key="${widgetKey}" async></script>
</head>
<body>
  <p class="label"><strong>Demo page.</strong> Larkfell Outdoor is made up. This page shows the Halfsecond widget on a
    website that knows nothing of it. <a href="/inbox">Open the inbox</a> in a second window to answer as a person.</p>
  <header>
    <a class="mark" href="/demo">Larkfell Outdoor</a>
    <nav aria-label="Shop"><a href="#goods">Gear</a><a href="#rent">Rent</a><a href="#help">Help</a></nav>
  </header>
  <main>
    <section class="lead">
      <h1>Gear that goes out in the rain</h1>
      <p>Tents, boots and packs for people who would rather repair than replace. From our warehouse in Reno, or from
        the shops in Portland, Denver and Burlington.</p>
    </section>
    <section id="goods">
      <h2>This season</h2>
      <ul class="goods">${goods}
      </ul>
    </section>
    <section id="rent" class="band">
      <h2>Rent before you buy</h2>
      <p>Tents, sleeping bags, packs, poles and snowshoes, by the day or by the week, in Denver, in Burlington or by mail.</p>
    </section>
    <section id="help" class="ask">
      <h2>Questions people ask</h2>
      <p>Pick one and the assistant answers in the corner, or write your own.</p>
      <ul class="questions">${questions}
      </ul>
    </section>
  </main>
  <footer>Larkfell Outdoor (demo). Nothing here is for sale.</footer>
</body>
</html>
`;
