import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Sources } from './sources';

const shown = (...sources: Parameters<typeof Sources>[0]['sources']) =>
  renderToStaticMarkup(<Sources sources={sources} />);

it('numbers what an answer cites, opens the passage, and offers the page', () => {
  const html = shown({
    number: 2,
    sourceId: 's1',
    position: 0,
    title: 'Returns',
    url: 'https://help.example/returns#:~:text=You%20can',
    excerpt: 'You can',
  });
  expect(html).toContain('[2] Returns');
  expect(html).toContain('href="/knowledge/s1#passage-1"');
  expect(html).toContain('href="https://help.example/returns#:~:text=You%20can"');
});

it('names what an old answer cites, though nobody knows where it stands', () => {
  const html = shown({ number: 1, title: 'Returns', url: null, excerpt: 'You can' });
  expect(html).toContain('[1] Returns');
  expect(html).not.toContain('href');
});
