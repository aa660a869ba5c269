import { createApi } from './api';
import { createChat } from './chat';
import { readable, safeColor, textOn } from './contrast';
import { createConversation } from './conversation';
import { button, h, icon, quietly } from './dom';
import { createPanel } from './panel';
import type { Appearance } from './protocol';
import { createStore } from './store';
import styles from './styles.css?text';

const DEFAULT_ACCENT = '#0b7a75';
const UNKNOWN: Appearance = {
  companyName: 'Chat with us',
  assistantName: 'Assistant',
  greeting: 'Hello. How can we help?',
  accentColor: DEFAULT_ACCENT,
};

type Controls = { open(question?: string): void; close(): void; toggle(): void };
declare global {
  interface Window {
    Halfsecond?: Controls;
  }
}

function mount(origin: string, key: string): Controls {
  const store = createStore(key);
  let look = { ...UNKNOWN, ...store.get('appearance') };
  let isOpen = false;
  /** How many replies the visitor has seen; what an earlier page kept was seen there. */
  let read = 1e9;

  const conversation = createConversation(() => {
    panel.schedule();
    remember();
    countUnread();
  });
  const api = createApi(origin, key);
  const chat = createChat(api, store, conversation, () => panel.schedule());
  const panel = createPanel(
    chat,
    conversation,
    () => look,
    () => controls.close(),
  );

  const unread = h('span', { class: 'unread', aria: { hidden: 'true' } });
  const launcher = button('launcher', icon('chat'), () => controls.toggle());
  launcher.append(unread);
  const root = h('div', { class: 'root' }, panel.element, launcher);
  const host = document.createElement('halfsecond-widget');
  const shadow = host.attachShadow({ mode: 'open' });
  addStyles(shadow);
  shadow.append(root);
  // Keys pressed here are not shortcuts of the page, which cannot see that they went into a text field.
  for (const type of ['keydown', 'keyup']) shadow.addEventListener(type, (event) => event.stopPropagation());

  const save = () => store.set('entries', conversation.newest());
  let saving: ReturnType<typeof setTimeout> | undefined;
  const remember = () => {
    clearTimeout(saving);
    saving = setTimeout(save, 500);
  };

  const countUnread = () => {
    const replies = conversation.entries().filter(({ role, state }) => role !== 'user' && state !== 'writing').length;
    if (isOpen || replies < read) read = replies;
    const news = replies - read;
    unread.textContent = `${news || ''}`;
    const opens = `Open chat${news ? `, ${news} new` : ''}`;
    launcher.setAttribute('aria-label', isOpen ? 'Hide chat' : opens);
    launcher.setAttribute('aria-expanded', `${isOpen}`);
  };

  const applyLook = () => {
    const accent = safeColor(look.accentColor, DEFAULT_ACCENT);
    // A host's content security policy forbids style attributes, but not this way to the same.
    root.style.cssText = `--accent:${accent};--on-accent:${textOn(accent)};--link-light:${readable(accent, '#f3f1ed')};--link-dark:${readable(accent, '#272522')}`;
    panel.schedule();
  };

  const visible = () => isOpen && document.visibilityState === 'visible';
  let ticking: ReturnType<typeof setInterval> | undefined;
  const follow = () => {
    chat.look(visible());
    clearInterval(ticking);
    if (visible()) ticking = setInterval(panel.schedule, 1000);
  };

  const show = (next: boolean) => {
    if (next === isOpen) return;
    isOpen = next;
    root.classList.toggle('open', isOpen);
    if (isOpen) panel.open();
    else {
      panel.close();
      launcher.focus();
    }
    store.set('open', isOpen);
    countUnread();
    follow();
  };

  const controls: Controls = {
    open(question) {
      show(true);
      if (typeof question === 'string') panel.ask(question);
    },
    close: () => show(false),
    toggle: () => show(!isOpen),
  };

  applyLook();
  const kept = store.get('entries');
  if (Array.isArray(kept)) conversation.restore(kept);
  countUnread();
  document.body.append(host);
  document.addEventListener('visibilitychange', follow);
  addEventListener('online', chat.retryNow);
  addEventListener('pagehide', save);
  // A full-screen panel that opens by itself would hide the page the visitor came for.
  if (store.get('open') && matchMedia('(min-width: 481px)').matches) show(true);
  else if (isWaitingForReply()) void chat.readOnce();
  api.appearance().then((next) => {
    look = { ...UNKNOWN, ...next };
    store.set('appearance', look);
    applyLook();
    // Without an answer the widget keeps its last look; the next page load asks again.
  }, applyLook);
  return controls;

  function isWaitingForReply(): boolean {
    const last = conversation.last();
    return !!last && (last.role !== 'assistant' || last.state === 'writing') && Date.now() - last.at < 24 * 3600_000;
  }
}

/** Constructed style sheets pass a host's content security policy that forbids inline styles. */
function addStyles(shadow: ShadowRoot) {
  if (shadow.adoptedStyleSheets) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    shadow.adoptedStyleSheets = [sheet];
  }
  // Browsers from before 2023.
  else shadow.append(h('style', {}, styles));
}

const script = document.currentScript as HTMLScriptElement | null;
const start = () =>
  quietly(() => {
    const key = script?.dataset.key;
    if (!script || !key) throw new Error('no data-key');
    window.Halfsecond ??= mount(new URL(script.src).origin, key);
  });
if (document.body) start();
else document.addEventListener('DOMContentLoaded', start);
