import type { Chat } from './chat';
import { blank, type Conversation } from './conversation';
import { button, h, icon, put, quietly } from './dom';
import { type EntryView, entryView } from './entry-view';
import { offersView } from './offers';
import type { Appearance } from './protocol';
import { humanWait } from './time';

/** So near to the end the reader counts as being there, in pixels. */
const NEAR_END = 48;

/** The window with the conversation. It draws at most once a frame. */
export function createPanel(chat: Chat, conversation: Conversation, look: () => Appearance, close: () => void) {
  const title = h('h2', { id: 'title', dir: 'auto' });
  const companion = h('p', { class: 'with' });
  const log = h('div', { class: 'log', role: 'log', tabIndex: 0, aria: { live: 'off', label: 'Messages' } });
  const pill = button('pill', 'New messages', () => {
    stick = true;
    toEnd();
    field.focus();
  });
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
  const stopAnswering = () => {
    chat.stop();
    field.focus();
  };
  const stop = button('icon stop', icon('stop'), stopAnswering, 'Stop answering');
  const form = h('form', {}, field, stop, send);
  const spoken = h('div', { class: 'spoken', aria: { live: 'polite' } });
  const element = h(
    'dialog',
    { class: 'panel', tabIndex: -1, aria: { labelledby: 'title' } },
    h('header', {}, h('div', { class: 'names' }, title, companion), button('icon', icon('close'), close, 'Close chat')),
    log,
    h('div', { class: 'foot' }, pill, trouble, form),
    spoken,
  );

  let views = new Map<string, EntryView>();
  const greeting = entryView('assistant', () => {}, chat.rate);
  const offers = offersView((text, continues) => {
    chat.ask(text, continues);
    stick = true;
    focusField();
  });
  log.append(greeting.element, offers.element);
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

  const drawEntries = (assistantName: string) => {
    const drawn = new Map<string, EntryView>();
    let before: Element = greeting.element;
    for (const entry of conversation.entries()) {
      const view =
        views.get(entry.key) ??
        entryView(
          entry.role,
          (current) => {
            const question = conversation.questionOf(current);
            if (question) chat.retry(question, current.state === 'done');
          },
          chat.rate,
        );
      views.delete(entry.key);
      drawn.set(entry.key, view);
      const news = view.show(entry, assistantName);
      // What was said before this page is history, not news. A minute covers clocks that differ.
      if (entry.at > born - 60_000) heard.push(news);
      if (before.nextElementSibling !== view.element) before.after(view.element);
      before = view.element;
    }
    for (const view of views.values()) view.element.remove();
    views = drawn;
  };

  const drawOffers = () => {
    const last = conversation.last();
    offers.show(chat.answering() ? undefined : last ? last.offers : look(), last?.id);
  };

  const drawTrouble = () => {
    const now = chat.trouble();
    const wait = now ? now.until - Date.now() : 0;
    const what = !now ? refusal : now.kind === 'limit' ? 'Too many messages at the moment.' : 'Connection lost.';
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
    companion.classList.toggle('person', person);
    put(title, companyName);
    put(companion, text);
  };

  const draw = () => {
    const length = log.scrollHeight;
    const { assistantName, greeting: text } = look();
    greeting.show({ ...blank('', 'assistant', 0), text }, assistantName);
    drawCompanion();
    drawEntries(assistantName);
    drawOffers();
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
      quietly(draw);
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

  /** On a touch screen the keyboard would cover the conversation at once. */
  const focusField = () => (matchMedia('(pointer: coarse)').matches ? element : field).focus();

  /** The field grows with its text; where the browser does that by itself this changes nothing. */
  const grow = () => {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  };

  log.onscroll = () => {
    stick = atEnd();
    if (stick) pill.hidden = true;
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
  element.onclose = () => element.open || close();

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
      focusField();
    },
    close: () => element.close(),
  };
}
