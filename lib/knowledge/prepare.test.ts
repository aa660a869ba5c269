import { setImmediate as others } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { prepareSource, prepareSources } from './prepare';
import type { SourceInput } from './schema';

const article = (index: number): SourceInput => ({
  externalId: `a#${index}`,
  kind: 'markdown',
  title: `Article ${index}`,
  url: null,
  body: `This is what the article says about number ${index}, and it is all there is to say.`,
});

it('gives way while it prepares many, and makes the same of each as of one', async () => {
  const inputs = Array.from({ length: 40 }, (_, index) => article(index));
  let time = 0;
  // Every look at the clock finds that 11 ms have passed.
  const clock = { now: () => 0, monotonic: () => (time += 11) };
  let turns = 0;
  let isDone = false;
  const prepared = prepareSources(inputs, clock).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await others();
    turns += 1;
  }
  expect(turns).toBeGreaterThan(20);
  expect(await prepared).toEqual(inputs.map((input) => prepareSource(input)));
});
