import { button, h } from './dom';
import type { Offers } from './protocol';

/** Says something in the visitor's name, about the answer `continues` when given. */
type Ask = (text: string, continues?: string) => void;

/** Asks for an e-mail address; the browser itself says what is wrong with one. */
function contactForm(ask: Ask): HTMLElement {
  const field = (label: string) => h('input', { placeholder: label, maxLength: 200, aria: { label } });
  const email = field('Your e-mail address');
  Object.assign(email, { type: 'email', required: true, pattern: '.+@.+\\..+', autocomplete: 'email' });
  const name = field('Your name (optional)');
  name.autocomplete = 'name';
  const onsubmit = (event: Event) => {
    event.preventDefault();
    const named = name.value.trim() && `\nMy name is ${name.value}`;
    ask(`My e-mail address: ${email.value}${named}`);
  };
  return h('form', { class: 'contact', onsubmit }, email, name, h('button', { class: 'chip', type: 'submit' }, 'Send'));
}

/** What the visitor can do next, as buttons that say it for them, and a form where an address is wanted. */
export function offersView(ask: Ask) {
  const element = h('div', { class: 'offers', role: 'group', aria: { label: 'Suggestions' } });
  let shown: Partial<Offers> | undefined;
  return {
    element,
    /** @param answerId the answer that "More details" is about */
    show(offers: Partial<Offers> | undefined, answerId?: string) {
      // What the visitor has typed into the form stays while the offers do.
      if (offers === shown) return;
      shown = offers;
      const { moreDetails, questions = [], contactForm: wantsContact } = offers ?? {};
      const chip = (text: string, continues?: string) => button('chip', text, () => ask(text, continues));
      element.replaceChildren(
        ...(moreDetails ? [chip('More details', answerId)] : []),
        ...questions.map((question) => chip(question)),
        ...(wantsContact ? [contactForm(ask)] : []),
      );
    },
  };
}
