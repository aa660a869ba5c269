import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Field, Input, Select, Textarea } from './field';

it.each([
  ['Input', <Input key="c" id="a" />],
  ['Textarea', <Textarea key="c" id="a" />],
  ['Select', <Select key="c" id="a" />],
  [
    'a control within something',
    <div key="c">
      <Input id="a" />
    </div>,
  ],
])('%s is described by the hint, and by the error in its place', (_, control) => {
  const shown = (more: { hint?: string; error?: string }) =>
    renderToStaticMarkup(
      <Field id="a" label="Name" {...more}>
        {control}
      </Field>,
    );
  expect(shown({})).not.toContain('aria-describedby');
  const hinted = shown({ hint: 'For yourself.' });
  expect(hinted).toContain('aria-describedby="a-hint"');
  expect(hinted).toContain('id="a-hint"');
  const wrong = shown({ hint: 'For yourself.', error: 'Give it a name.' });
  expect(wrong).toContain('aria-describedby="a-error"');
  expect(wrong).toContain('id="a-error"');
});

it('describes no other control', () => {
  const shown = renderToStaticMarkup(
    <Field id="a" label="Name" hint="For yourself.">
      <Input id="b" />
    </Field>,
  );
  expect(shown).not.toContain('aria-describedby');
});
