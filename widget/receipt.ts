import type { Step } from './conversation';
import { growingList, h } from './dom';

/** Each operation's colour, as everywhere in the product (the Okabe-Ito set, to the nearest short name). What is nearly free is grey. */
const TONES: Record<string, string> = {
  'open-turn': '#07b',
  'search-knowledge': '#e90',
  plan: '#c7a',
  'connect-model': '#5be',
  'first-token': '#d60',
  stream: '#097',
  settle: '#65a',
};

/**
 * The hair-thin bar: a segment for each finished operation, as long as it took; a moving one for what goes on.
 * @returns the bar and a function that brings it up to date
 */
export function receiptBar(): { bar: HTMLElement; show(steps: Step[], waiting: boolean): void } {
  const bar = h('div', { aria: { hidden: 'true' } });
  const segments = growingList(
    bar,
    (step: Step) => step,
    ({ name, durationMs }) => {
      const segment = h('i');
      segment.style.cssText = `background:${TONES[name] ?? '#667'};flex-grow:${durationMs}`;
      return segment;
    },
  );
  return {
    bar,
    show(steps, waiting) {
      bar.className = `receipt${waiting ? ' now' : ''}`;
      segments(steps);
    },
  };
}
