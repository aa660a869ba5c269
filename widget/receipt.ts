import type { Step } from './conversation';
import { growingList, h } from './dom';

/** Each operation's colour, as everywhere in the product (the Okabe-Ito set). What is nearly free is grey. */
const TONES: Record<string, string> = {
  'open-turn': '#0072b2',
  'search-knowledge': '#e69f00',
  plan: '#cc79a7',
  'connect-model': '#56b4e9',
  'first-token': '#d55e00',
  stream: '#009e73',
  settle: '#6a51a3',
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
      segment.style.background = TONES[name] ?? '#5b6470';
      segment.style.flexGrow = `${durationMs}`;
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
