import { expect, test } from 'vitest';
import { createUsageBatch, type UsageRow } from './usage';

function harness() {
  let now = Date.UTC(2026, 4, 5, 9, 59, 59);
  const sent: UsageRow[][] = [];
  let fails = false;
  const usage = createUsageBatch(
    async (rows) => {
      if (fails) throw new Error('away');
      sent.push(rows);
    },
    { now: () => now, monotonic: () => 0 },
  );
  return { usage, sent, pass: (ms: number) => (now += ms), setFails: (value: boolean) => (fails = value) };
}

const sorted = (rows: UsageRow[] = []) => rows.map(({ hour, metric, value }) => [hour.slice(11, 13), metric, value]);

test('one batch holds the sum of each company, hour and metric', async () => {
  const { usage, sent, pass } = harness();
  for (let n = 0; n < 1000; n++) usage.count('a', 'requests');
  usage.count('a', 'refused');
  pass(2_000);
  usage.count('a', 'requests');
  await usage.flush();
  expect(sent).toHaveLength(1);
  expect(sorted(sent[0])).toEqual([
    ['09', 'requests', 1000],
    ['09', 'refused', 1],
    ['10', 'requests', 1],
  ]);
});

test('nothing counted, nothing sent', async () => {
  const { usage, sent } = harness();
  await usage.flush();
  expect(sent).toEqual([]);
});

test('a failed batch is added to what comes after it, and nothing is counted twice', async () => {
  const { usage, sent, setFails } = harness();
  usage.count('a', 'requests');
  setFails(true);
  await usage.flush();
  usage.count('a', 'requests');
  setFails(false);
  await Promise.all([usage.flush(), usage.flush()]);
  expect(sent.map(sorted)).toEqual([[['09', 'requests', 2]]]);
});
