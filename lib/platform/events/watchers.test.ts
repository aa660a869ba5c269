import { expect, test } from 'vitest';
import { sessionChannel } from './events';
import { growingNumbers } from './in-process';
import { createWatchers } from './watchers';

const channel = sessionChannel('c', 's');

test('a process that says no more that it watches is forgotten; one that goes on saying so is not', () => {
  let now = 0;
  const watchers = createWatchers(growingNumbers(), { now: () => 0, monotonic: () => now });
  watchers.heard('silent', channel, 1);
  watchers.heard('faithful', channel, 1);
  for (let seconds = 5; seconds <= 30; seconds += 5) {
    now = seconds * 1_000;
    watchers.heard('faithful', channel, 1);
    watchers.prune();
  }
  expect(watchers.watched(channel)).toBe(true);
  watchers.left('faithful', channel);
  expect(watchers.watched(channel)).toBe(false);
  expect(watchers.newest(channel)).toBe(0);
});

test('saying it again changes nothing, a new listener over there does', () => {
  const watchers = createWatchers(growingNumbers());
  watchers.heard('p', channel, 4);
  const first = watchers.newest(channel);
  watchers.heard('p', channel, 4);
  expect(watchers.newest(channel)).toBe(first);
  watchers.heard('p', channel, 9);
  expect(watchers.newest(channel)).toBeGreaterThan(first);
});
