import { growingList, h } from './dom';
import { type Block, type Piece, parseMarkdown } from './markdown';

/** What stands between the second and the third slash; an address of mail has none. */
export const hostOf = (address?: string | null): string | undefined => address?.split('/')[2];

/** A link that opens beside the host page and tells the target nothing about it: noreferrer includes noopener. */
export const anchor = (href: string): HTMLAnchorElement => h('a', { href, target: '_blank', rel: 'noreferrer' });

/**
 * Shows an answer that grows. Elements are made by name and text is appended as text: nothing ever becomes markup.
 * A link to another host becomes its address as text: a page can make an assistant write any.
 * @param hosts tells which may be linked to; none where all may
 * @returns a function that brings `target` up to the text; blocks that did not change keep their nodes
 */
export function markdownView(
  target: HTMLElement,
  hosts: () => (string | undefined)[] | undefined,
): (text: string) => void {
  const draw = (piece: Piece): Node | string => {
    if (typeof piece === 'string') return piece;
    const { tag, children, href, start } = piece;
    const host = hostOf(href);
    if (host && !(hosts() ?? host).includes(host)) return href as string;
    const element = href ? anchor(href) : h(tag);
    if (/^(p|.l)$/.test(tag)) element.dir = 'auto';
    if (tag === 'pre') element.tabIndex = 0;
    if (start) (element as HTMLOListElement).start = start;
    element.append(...children.map(draw));
    return element;
  };
  const show = growingList(target, ({ source }: Block) => source + hosts(), draw);
  return (text) => show(parseMarkdown(text));
}
