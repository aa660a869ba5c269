import type { Chat } from './chat';
import { blank, type Conversation, type Entry } from './conversation';
import { h, icon, put } from './dom';
import { type EntryView, entryView } from './entry-view';
import type { Appearance } from './protocol';
import { humanWait } from './time';

/** So near to the end the reader counts as being there, in pixels. */
const NEAR_END = 48;

/** The window with the conversation. It draws at most once a frame. */
export function createPanel(chat: Chat, conversation: Conversation, look: () => Appearance, close: () => void) {
  const title = h('h2', { id: 'title', dir: 'auto' });
  const companion = h('p', { class: 'with' });
  const log = h('div', { class: 'log', role: 'log', tabIndex: 0, aria: { live: 'off', label: 'Messages' } });
  const pill = h('button', { class: 'pill', type: 'button', hidden: true }, 'New messages');
  // The countdown is for the eye; the ear hears the sentence once.
  const sentence = h('span', { role: 'status' });
  const countdown = h('span');
  const trouble = h('p', { class: 'trouble', hidden: true }, sentence, countdown);
  const field = h('textarea', {
    rows: 1,
    placeholder: 'Write a message',
    dir: 'auto',
    enterKeyHint: 'send',
    aria: { label: 'Your message' },
  });
  const send = h('button', { class: 'icon send', type: 'submit', aria: { label: 'Send message' } }, icon('send'));
  const stop = h('button', { class: 'icon stop', type: 'button', aria: { label: 'Stop answering' } }, icon('stop'));
  const form = h('form', {}, field, stop, send);
  const spoken = h('div', { class: 'spoken', aria: { live: 'polite' } });
  const element = h(
    'dialog',
    { class: 'panel', tabIndex: -1, aria: { labelledby: 'title' } },
    h(
      'header',
      {},
      h('div', { class: 'names' }, title, companion),
      h('button', { class: 'icon', type: 'button', onclick: close, aria: { label: 'Close chat' } }, icon('close')),
    ),
    log,
    h('div', { class: 'foot' }, pill, trouble, form),
    spoken,
  );

  const views = new Map<string, EntryView>();
  const greeting = entryView('assistant', () => {});
  log.append(greeting.element);
  let frame = 0;
  let refusal = '';
  /** What is new to the ear since the last drawing. */
  let heard: string[] = [];
  const born = Date.now();
  let stick = true;

  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
  const toEnd = () => {
    log.scrollTop = log.scrollHeight;
    pill.hidden = true;
  };

  /** The visitor's message that an entry is, or answers. */
  const questionOf = (entry: Entry): Entry | undefined => {
    const entries = conversation.entries();
    return entries
      .slice(0, entries.indexOf(entry) + 1)
      .filter(({ role }) => role === 'user')
      .pop();
  };

  const drawEntries = () => {
    const entries = conversation.entries();
    const { assistantName } = look();
    const seen = new Set<string>();
    let before: Element = greeting.element;
    for (const entry of entries) {
      seen.add(entry.key);
      let view = views.get(entry.key);
      if (!view) {
        view = entryView(entry.role, () => {
          const question = questionOf(entry);
          if (question) chat.retry(question);
        });
        views.set(entry.key, view);
      }
      const news = view.show(entry, assistantName);
      // What was said before this page is history, not news. A minute covers clocks that differ.
      if (entry.at > born - 60_000) heard.push(news);
      if (before.nextElementSibling !== view.element) before.after(view.element);
      before = view.element;
    }
    for (const [key, view] of views) {
      if (seen.has(key)) continue;
      view.element.remove();
      views.delete(key);
    }
  };

  const drawTrouble = () => {
    const now = chat.trouble();
    const wait = now ? now.until - Date.now() : 0;
    const what = !now
      ? refusal
      : now.kind === 'limit'
        ? 'Too many messages at the moment.'
        : 'We cannot reach the server.';
    put(sentence, what);
    put(countdown, now ? ` Trying again ${wait > 0 ? `in ${humanWait(wait)}` : 'now'}.` : '');
    trouble.hidden = !what;
  };

  const drawCompanion = () => {
    const { assistantName, companyName } = look();
    const { handler, agentName } = conversation.state;
    const person = handler === 'agent';
    const text = person
      ? `You are talking with ${agentName ?? 'a person from the team'}`
      : `${assistantName}, AI assistant`;
    if (person && companion.textContent !== text) heard.push(text);
    companion.className = person ? 'with person' : 'with';
    put(title, companyName);
    put(companion, text);
  };

  const draw = () => {
    const length = log.scrollHeight;
    const { assistantName, greeting: text } = look();
    greeting.show({ ...blank('', 'assistant', 0), text }, assistantName);
    drawCompanion();
    drawEntries();
    drawTrouble();
    const news = heard.join(' ').trim();
    heard = [];
    if (news) put(spoken, news);
    const answering = chat.answering();
    const empty = !field.value.trim();
    stop.hidden = !answering || !empty;
    send.hidden = !stop.hidden;
    send.disabled = empty;
    if (stick) toEnd();
    else if (log.scrollHeight > length) pill.hidden = false;
  };

  const schedule = () => {
    if (!element.open || frame) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      try {
        draw();
      } catch (error) {
        // An error here must not become one of the host page.
        console.warn('Halfsecond:', error);
      }
    });
  };

  const submit = () => {
    refusal = chat.ask(field.value);
    if (!refusal) {
      field.value = '';
      stick = true;
    }
    grow();
    schedule();
  };

  /** The field grows with its text; where the browser does that by itself this changes nothing. */
  const grow = () => {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  };

  log.onscroll = () => {
    stick = atEnd();
    if (stick) pill.hidden = true;
  };
  pill.onclick = () => {
    stick = true;
    toEnd();
    field.focus();
  };
  stop.onclick = () => {
    chat.stop();
    field.focus();
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    submit();
  };
  field.oninput = () => {
    refusal = '';
    grow();
    schedule();
  };
  element.onkeydown = (event) => {
    if (event.key === 'Escape') close();
    // While an input method composes, Enter belongs to it.
    else if (event.target === field && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  };
  // Phones close the covering dialog by their own gesture, too.
  element.oncancel = (event) => {
    event.preventDefault();
    close();
  };

  return {
    element,
    schedule,
    ask(question: string) {
      refusal = chat.ask(question);
      stick = true;
      schedule();
    },
    open() {
      // Where the panel covers the page, the page must be out of reach.
      if (matchMedia('(max-width: 480px)').matches) element.showModal();
      else element.show();
      stick = true;
      draw();
      // On a touch screen the keyboard would cover the conversation at once.
      (matchMedia('(pointer: coarse)').matches ? element : field).focus();
    },
    close: () => element.close(),
  };
}
