import { expect, it } from 'vitest';
import { atHost } from './host-gate';

const never = new AbortController().signal;
const door = () => Promise.withResolvers<string>();

it('who waits for a host and is told to stop does not wait on', async () => {
  const [one, two] = [door(), door()];
  const busy = [one, two].map(({ promise }) => atHost('a.example', 0, never, () => promise));
  const stop = new AbortController();
  const late = atHost('a.example', 0, stop.signal, async () => 'done');
  stop.abort(new Error('stopped'));
  await expect(late).rejects.toThrow('stopped');
  one.resolve('one');
  two.resolve('two');
  expect(await Promise.all(busy)).toEqual(['one', 'two']);
});

it('who needs a host alone keeps the turn from nobody', async () => {
  const [one, two] = [door(), door()];
  const busy = [one, two].map(({ promise }) => atHost('b.example', 0, never, () => promise));
  const begun: string[] = [];
  const alone = atHost('b.example', 1, never, async () => begun.push('alone'));
  const other = atHost('b.example', 0, never, async () => begun.push('other'));
  one.resolve('one');
  await other;
  expect(begun).toEqual(['other']);
  two.resolve('two');
  await Promise.all([alone, ...busy]);
  expect(begun).toEqual(['other', 'alone']);
});
