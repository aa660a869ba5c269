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

/** Sets a text only when it is another: a rewritten text loses the reader's selection and is read out again. */
export const put = (element: Element, text: string): void => {
  if (element.textContent !== text) element.textContent = text;
};

const SVG = 'http://www.w3.org/2000/svg';
const PATHS = {
  chat: 'M21 12a8 8 0 0 1-8 8H4l1.8-3.2A8 8 0 1 1 21 12z',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M12 19V5M5.5 11.5 12 5l6.5 6.5',
  stop: 'M6 6h12v12H6z',
} as const;

/** A line drawing in the colour of the text around it; hidden from screen readers. */
export function icon(name: keyof typeof PATHS): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
