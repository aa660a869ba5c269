import type { Step } from './conversation';
import { h } from './dom';

/** Each operation's colour, as everywhere in the product (the Okabe-Ito set). What is nearly free is grey. */
const TONES: Record<string, string> = {
  authenticate: '#5b6470',
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
  const bar = h('div', { class: 'receipt', aria: { hidden: 'true' } });
  let shown: Step[] = [];
  return {
    bar,
    show(steps, waiting) {
      bar.hidden = steps.length === 0 && !waiting;
      let same = 0;
      while (same < shown.length && same < steps.length && shown[same] === steps[same]) same++;
      while (bar.childNodes.length > same) bar.lastChild?.remove();
      for (const { name, ms } of steps.slice(same)) {
        const segment = h('i');
        segment.style.setProperty('--tone', TONES[name] ?? '#8c8780');
        segment.style.flexGrow = String(ms);
        bar.append(segment);
      }
      if (waiting) bar.append(h('i', { class: 'now' }));
      shown = steps;
    },
  };
}
