import { growingList, h } from './dom';
import { type Block, type Piece, parseMarkdown } from './markdown';

/** A link that opens beside the host page and tells the target nothing about it. */
export const anchor = (href: string): HTMLAnchorElement =>
  h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' });

/** Elements are made by name and text is appended as text: nothing ever becomes markup. */
function draw(piece: Piece): Node | string {
  if (typeof piece === 'string') return piece;
  const { tag, children, href, start } = piece;
  const element = href ? anchor(href) : h(tag);
  if (/^(p|ul|ol)$/.test(tag)) element.dir = 'auto';
  if (tag === 'pre') element.tabIndex = 0;
  if (tag === 'ol' && start !== 1) (element as HTMLOListElement).start = start as number;
  element.append(...children.map(draw));
  return element;
}

/**
 * Shows an answer that grows.
 * @returns a function that brings `target` up to the text; blocks that did not change keep their nodes
 */
export function markdownView(target: HTMLElement): (text: string) => void {
  const show = growingList(target, ({ source }: Block) => source, draw);
  return (text) => show(parseMarkdown(text));
}
