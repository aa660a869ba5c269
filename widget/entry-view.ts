import type { Entry } from './conversation';
import { button, h, icon, put } from './dom';
import { safeHref } from './markdown';
import { anchor, hostOf, markdownView } from './markdown-view';
import type { Rating, Source } from './protocol';
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
  superseded: 'Overtaken by a newer message',
  taken: 'A person took over',
  broken: 'The answer broke off.',
};

/** In the order in which their buttons stand; the thumb of the second points down. */
const RATINGS = ['good', 'bad'] as const;

export type EntryView = {
  element: HTMLElement;
  /** @returns what is new to say aloud: whole sentences */
  show(entry: Entry, assistantName: string): string;
};

function sourceItem({ number, title, url, excerpt }: Source): HTMLElement {
  const href = url && safeHref(url);
  const name = href ? anchor(href) : h('span');
  name.append(title);
  name.dir = 'auto';
  name.title = excerpt;
  return h('li', { value: number }, name);
}

/**
 * One message on the screen.
 * @param onAgain runs when the visitor asks for another attempt, or for a fresh answer instead of a saved one
 * @param onRate runs when the visitor says what the answer was worth
 */
export function entryView(
  role: Entry['role'],
  onAgain: (entry: Entry) => void,
  onRate: (entry: Entry, rating: Rating) => void,
): EntryView {
  const author = h('div', { class: 'author' });
  const bubble = h('div', { class: 'bubble' });
  const doing = h('div', { class: 'doing' });
  const sources = h('ol', { class: 'sources', aria: { label: 'Sources' } });
  const { bar, show: showSteps } = receiptBar();
  const note = h('span');
  let current: Entry;
  const again = button('again', '', () => onAgain(current));
  const time = h('time');
  const thumbs = (role === 'assistant' ? RATINGS : []).map((rating) =>
    button('icon', icon('thumb'), () => onRate(current, current.rating === rating ? null : rating), `${rating} answer`),
  );
  const meta = h('div', { class: 'meta' }, note, again, time, ...thumbs);
  const element = h('div', {}, ...(role === 'user' ? [bubble, meta] : [author, doing, bubble, sources, bar, meta]));
  // People may link to anywhere, the assistant to this site and to what it cites.
  const hosts = () =>
    role === 'assistant' ? [location.host, ...current.sources.map(({ url }) => hostOf(url))] : undefined;
  const showText = markdownView(bubble, hosts);
  const unread = sentenceReader();
  let shown = '';
  let shownStamp = '';

  return {
    element,
    show(entry, assistantName) {
      current = entry;
      const writing = entry.state === 'writing';
      element.className = `entry ${role}${writing ? ' writing' : ''}`;
      const key = entry.text + hosts();
      if (role === 'user') {
        put(bubble, entry.text);
        bubble.dir = 'auto';
      } else if (key !== shown) {
        showText(entry.text);
        sources.replaceChildren(...entry.sources.map(sourceItem));
        shown = key;
      }
      put(author, role === 'agent' ? (entry.author ?? 'Team') : assistantName);
      put(doing, writing && !entry.text && entry.doing ? DOING[entry.doing] : '');
      showSteps(entry.steps, writing && entry.doing !== 'with-agent');
      const bad = entry.state === 'failed' || entry.state === 'broken';
      const saved = entry.state === 'done' && !!entry.savedAt;
      put(note, entry.note || (saved ? 'Saved answer' : (NOTES[entry.state] ?? '')));
      note.className = bad ? 'bad' : '';
      put(again, bad ? 'Try again' : saved ? 'Fresh answer' : '');
      time.hidden = !entry.at || !/^(done|stop|tak)/.test(entry.state);
      // Locale work is slow: not for what is hidden, and every ten seconds at most.
      const stamp = `${entry.totalMs} ${(Date.now() / 10_000) | 0}`;
      if (!time.hidden && stamp !== shownStamp) {
        const took = entry.totalMs === undefined ? '' : ` · answered in ${humanDuration(entry.totalMs)}`;
        put(time, humanTime(entry.at, Date.now()) + took);
        time.title = new Date(entry.at).toLocaleString();
        shownStamp = stamp;
      }
      thumbs.forEach((thumb, at) => {
        thumb.hidden = entry.state !== 'done' || !entry.id;
        thumb.setAttribute('aria-pressed', `${entry.rating === RATINGS[at]}`);
      });
      meta.hidden = writing;
      return role === 'user' ? '' : unread(entry.text, !writing);
    },
  };
}
