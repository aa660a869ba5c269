import { textOf, unwrap } from './dom.ts';

/** A definition longer than this is an answer rather than the meaning of a word. */
const LONG_DEFINITION = 160;

/**
 * Gives questions that a page shows as folds, tabs or terms the form of headings, so that each stays with its answer:
 * `<details>`, buttons that unfold the element after them, definition lists. Short definitions become list items.
 */
export function unfold(document: Document): void {
  const levels = levelsBefore(document.body);
  const headingFor = (element: Element, text: string): Element => {
    const heading = document.createElement(`h${Math.min(6, (levels.get(element) ?? 1) + 1)}`);
    heading.textContent = text;
    return heading;
  };
  for (const summary of document.querySelectorAll('details > summary')) {
    const own = summary.querySelector('h1, h2, h3, h4, h5, h6');
    const text = textOf(summary);
    if (own) unwrap(summary);
    else if (text) summary.replaceWith(headingFor(summary, text));
    else summary.remove();
  }
  for (const details of document.querySelectorAll('details')) unwrap(details);
  for (const button of document.querySelectorAll(
    'button, [role="button"][aria-expanded], [role="tab"][aria-controls]',
  )) {
    const text = textOf(button);
    const inHeading = button.closest('h1, h2, h3, h4, h5, h6') !== null;
    if (inHeading) button.replaceWith(document.createTextNode(text));
    else if (text && button.hasAttribute('aria-expanded') && isAnswered(button, document)) {
      button.replaceWith(headingFor(button, text));
    } else button.remove();
  }
  for (const input of document.querySelectorAll('input')) {
    if (!(input.getAttribute('type') === 'checkbox' && input.parentElement?.nodeName === 'LI')) input.remove();
  }
  for (const list of document.querySelectorAll('dl')) unfoldTerms(list, document, headingFor);
}

/** A press shows text: not a menu, which shows links. */
function isAnswered(button: Element, document: Document): boolean {
  const id = button.getAttribute('aria-controls');
  const panel = (id ? document.getElementById(id) : null) ?? button.nextElementSibling;
  if (!panel) return false;
  const text = textOf(panel).length;
  const linked = [...panel.querySelectorAll('a')].reduce((sum, link) => sum + textOf(link).length, 0);
  return text > 0 && linked < text * 0.7;
}

/** For every element that may become a heading, the level of the heading before it; 1 where there is none. */
function levelsBefore(body: Element): Map<Element, number> {
  const levels = new Map<Element, number>();
  let level = 1;
  for (const element of body.querySelectorAll('h1, h2, h3, h4, h5, h6, summary, button, [role], dt')) {
    if (/^H[1-6]$/.test(element.nodeName)) level = Number(element.nodeName[1]);
    else levels.set(element, level);
  }
  return levels;
}

function unfoldTerms(list: Element, document: Document, headingFor: (element: Element, text: string) => Element): void {
  const terms = [...list.querySelectorAll('dt')];
  const asQuestions =
    terms.some((term) => /[?？؟]\s*$/.test(textOf(term))) ||
    [...list.querySelectorAll('dd')].some(
      (dd) => textOf(dd).length > LONG_DEFINITION || dd.querySelector('p + p, ul, ol, table'),
    );
  if (asQuestions) {
    for (const term of terms) term.replaceWith(headingFor(term, textOf(term)));
    for (const definition of list.querySelectorAll('dd')) rename(definition, 'div', document);
    rename(list, 'div', document);
    return;
  }
  const items = document.createElement('ul');
  let item: Element | null = null;
  for (const element of list.querySelectorAll('dt, dd')) {
    if (element.nodeName === 'DT' || !item) {
      item = document.createElement('li');
      items.appendChild(item);
    }
    if (element.nodeName === 'DT') {
      const strong = document.createElement('strong');
      strong.append(...element.childNodes);
      item.append(strong, document.createTextNode(': '));
    } else {
      item.append(...element.childNodes, document.createTextNode(' '));
    }
  }
  list.replaceWith(items);
}

/** The same content under another name; attributes are dropped. */
export function rename(element: Element, name: string, document: Document): Element {
  const renamed = document.createElement(name);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
  return renamed;
}
