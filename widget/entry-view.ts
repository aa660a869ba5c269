import type { Entry } from './conversation';
import { h, put } from './dom';
import { safeHref } from './markdown';
import { anchor, markdownView } from './markdown-view';
import type { Source } from './protocol';
import { receiptBar } from './receipt';
import { sentenceReader } from './sentences';
import { humanDuration, humanTime } from './time';

const DOING = {
  searching: 'Looking it up',
  thinking: 'Thinking',
  writing: 'Writing',
  'with-agent': 'Passing this to a person',
} as const;

/** What stands under a message that has no sentence of its own. */
const NOTES: Partial<Record<Entry['state'], string>> = {
  sending: 'Sending',
  waiting: 'Waiting to be sent',
  failed: 'Not sent.',
  stopped: 'Stopped',
  broken: 'The answer broke off.',
};

export type EntryView = {
  element: HTMLElement;
  /** @returns what is new to say aloud: whole sentences */
  show(entry: Entry, assistantName: string): string;
};

function sourceItem({ number, title, url, excerpt }: Source): HTMLElement {
  const href = url ? safeHref(url) : null;
  const name = href && !href.startsWith('mailto:') ? anchor(document, href) : h('span');
  name.append(title);
  name.dir = 'auto';
  if (excerpt) name.title = excerpt;
  return h('li', { value: number }, name);
}

/**
 * One message on the screen.
 * @param onRetry runs when the visitor asks for another attempt
 */
export function entryView(role: Entry['role'], onRetry: () => void): EntryView {
  const author = h('div', { class: 'author' });
  const bubble = h('div', { class: 'bubble' });
  const doing = h('div', { class: 'doing' });
  const sources = h('ol', { class: 'sources', aria: { label: 'Sources' } });
  const { bar, show: showSteps } = receiptBar();
  const note = h('span');
  const again = h('button', { class: 'again', type: 'button', onclick: onRetry }, 'Try again');
  const time = h('time');
  const meta = h('div', { class: 'meta' }, note, again, time);
  const element = h('div', { class: `entry ${role}` });
  element.append(...(role === 'user' ? [bubble, meta] : [author, doing, bubble, sources, bar, meta]));
  const showText = markdownView(document, bubble);
  const unread = sentenceReader();
  let shownText = '';
  let shownStamp = '';
  let shownSources: Source[] = [];

  return {
    element,
    show(entry, assistantName) {
      const writing = entry.state === 'writing';
      element.className = `entry ${entry.role}${writing ? ' writing' : ''}`;
      if (entry.role === 'user') {
        put(bubble, entry.text);
        bubble.dir = 'auto';
      } else if (entry.text !== shownText) {
        showText(entry.text);
        shownText = entry.text;
      }
      bubble.hidden = !entry.text;
      put(author, entry.role === 'agent' ? (entry.author ?? 'Team') : assistantName);
      doing.hidden = !writing || !!entry.text;
      put(doing, entry.doing ? DOING[entry.doing] : '');
      if (entry.sources !== shownSources) {
        sources.replaceChildren(...entry.sources.map(sourceItem));
        shownSources = entry.sources;
      }
      sources.hidden = entry.sources.length === 0;
      showSteps(entry.steps, writing && entry.doing !== 'with-agent');
      const bad = entry.state === 'failed' || entry.state === 'broken';
      put(note, entry.note || (NOTES[entry.state] ?? ''));
      note.hidden = !note.textContent;
      note.className = bad ? 'bad' : '';
      again.hidden = !bad;
      time.hidden = !entry.at || (entry.state !== 'done' && entry.state !== 'stopped');
      // Locale work is slow: not for what is hidden, and every ten seconds at most.
      const stamp = `${entry.at} ${entry.totalMs} ${Math.floor(Date.now() / 10_000)}`;
      if (!time.hidden && stamp !== shownStamp) {
        const took = entry.totalMs === null ? '' : ` · answered in ${humanDuration(entry.totalMs)}`;
        put(time, humanTime(entry.at, Date.now()) + took);
        time.title = new Date(entry.at).toLocaleString();
        shownStamp = stamp;
      }
      meta.hidden = writing;
      return entry.role === 'user' ? '' : unread(entry.text, !writing);
    },
  };
}
