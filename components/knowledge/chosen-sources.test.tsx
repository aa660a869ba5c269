import { parseHTML } from 'linkedom';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FormState } from '@/lib/companies/schema';
import { ChosenSources } from './chosen-sources';

let root: Root;
let place: HTMLElement;
let answer: FormState;
const sent: Record<string, string>[] = [];
const action = async (_: FormState, form: FormData): Promise<FormState> => {
  sent.push({ sourceIds: `${form.get('sourceIds')}`, change: `${form.get('change')}` });
  return answer;
};

beforeEach(() => {
  const { window } = parseHTML('<!doctype html><html><body><main></main></body></html>');
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', window.document);
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  place = window.document.querySelector('main') as HTMLElement;
  root = createRoot(place);
  sent.length = 0;
});
afterEach(async () => {
  await act(() => root.unmount());
  vi.unstubAllGlobals();
});

const list = (view: string, ids: string[]) =>
  act(() =>
    root.render(
      <ChosenSources view={view} action={action}>
        {ids.map((id) => (
          <input key={id} type="checkbox" name="chosen" value={id} aria-label={id} />
        ))}
      </ChosenSources>,
    ),
  );
const box = (id: string) => place.querySelector(`[aria-label="${id}"]`) as HTMLInputElement;
/** The document has boxes that do not tick themselves. */
const tick = (id: string) =>
  act(() => {
    box(id).checked = !box(id).checked;
    box(id).click();
  });
const press = async (name: string) => {
  const button = [...place.querySelectorAll('button')].find(({ textContent }) => textContent === name);
  if (!button) throw new Error(`no button "${name}"`);
  await act(() => button.click());
};
const status = () => place.querySelector('[role="status"]')?.textContent;

it('chosen is what can be seen to be chosen', async () => {
  await list('page 1', ['a', 'b', 'c']);
  expect(status()).toBe('');
  await tick('a');
  await tick('c');
  expect(status()).toBe('2 chosen');
  await list('page 1', ['a', 'b']);
  expect(status()).toBe('1 chosen');
  // The same source on another list is not chosen there.
  await list('page 2', ['a', 'd']);
  expect(status()).toBe('');
  expect(box('a').checked).toBe(false);
});

it('says what was done and unticks; after an error all stays as it was', async () => {
  await list('page 1', ['a', 'b']);
  await tick('a');
  await tick('b');
  answer = { error: 'Our database does not answer right now.' };
  await press('Turn off');
  expect(sent).toEqual([{ sourceIds: 'a b', change: 'off' }]);
  expect(place.querySelector('[role="alert"]')?.textContent).toBe(answer.error);
  expect([box('a').checked, box('b').checked, status()]).toEqual([true, true, '2 chosen']);
  answer = { done: '2 sources turned off.' };
  await press('Turn off');
  expect([box('a').checked, box('b').checked, status()]).toEqual([false, false, '2 sources turned off.']);
  await list('page 2', ['c']);
  expect(status()).toBe('');
});
