type Props<T> = Partial<Omit<T, 'style' | 'children'>> & {
  class?: string;
  aria?: Record<string, string>;
  role?: string;
};

/** Makes an element with its properties and children. Text becomes text nodes, never markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { class: className, aria, ...props }: Props<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const name in aria) element.setAttribute(`aria-${name}`, aria[name] as string);
  Object.assign(element, props);
  element.append(...children);
  return element;
}

/** A button that submits nothing. `label` names one that has no words on it. */
export const button = (className: string, content: Node | string, onclick: () => void, label?: string) =>
  h('button', { class: className, type: 'button', onclick, aria: label ? { label } : {} }, content);

/** Whatever goes wrong here is not the host page's problem. */
export function quietly(work: () => void): void {
  try {
    work();
  } catch (error) {
    console.warn('Halfsecond:', error);
  }
}

/** Sets a text only when it is another: a rewritten text loses the reader's selection and is read out again. */
export const put = (element: Element, text: string): void => {
  if (element.textContent !== text) element.textContent = text;
};

/**
 * Shows a list that mostly grows at its end.
 * @param keyOf what tells whether an item is still the same
 * @returns a function that brings `target` up to the items; those that are the same as before keep their nodes
 */
export function growingList<T>(target: Element, keyOf: (item: T) => unknown, draw: (item: T) => Node | string) {
  let shown: unknown[] = [];
  return (items: T[]): void => {
    const keys = items.map(keyOf);
    let same = 0;
    while (same < shown.length && shown[same] === keys[same]) same++;
    while (target.childNodes.length > same) target.lastChild?.remove();
    target.append(...items.slice(same).map(draw));
    shown = keys;
  };
}

const PATHS = {
  chat: 'M21 12a8 8 0 0 1-8 8H4l1.8-3.2A8 8 0 1 1 21 12z',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M12 19V5M5.5 11.5 12 5l6.5 6.5',
  stop: 'M6 6h12v12H6z',
  thumb: 'M3 20V10h4l5-7v6h9l-3 11z',
} as const;

function drawing(tag: 'svg' | 'path', attribute: string, value: string): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  element.setAttribute(attribute, value);
  return element;
}

/** A line drawing in the colour of the text around it. It has no name: the button that it stands on has one. */
export function icon(name: keyof typeof PATHS): SVGElement {
  const svg = drawing('svg', 'viewBox', '0 0 24 24');
  svg.append(drawing('path', 'd', PATHS[name]));
  return svg;
}
