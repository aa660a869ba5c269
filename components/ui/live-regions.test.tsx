import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { FormMessage } from './action-form';
import { ActionSwitch } from './action-switch';

/** A region that comes with its words, or from `display: none`, is not read out. */
const waits = (html: string, region: RegExp) => {
  expect(html).toMatch(region);
  expect(html).not.toMatch(/(?:^|[ "])(?:empty:)?hidden[ "]/);
};

it('what will be announced stands there before there is anything to say', () => {
  waits(renderToStaticMarkup(<FormMessage state={{}} />), /^<div aria-live="polite"[^>]*><\/div>$/);
  const field = { name: 'id', value: 'x' };
  const action = async () => ({});
  waits(
    renderToStaticMarkup(<ActionSwitch field={field} enabled label="Use" on="On" off="Off" action={action} />),
    /<span role="alert"[^>]*><\/span>/,
  );
});
