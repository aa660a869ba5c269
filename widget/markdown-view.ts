import { type Block, type Inline, parseMarkdown } from './markdown';

/** The part of `document` that is needed here. Only these two can make nodes: no text ever becomes markup. */
export type Maker = Pick<Document, 'createElement' | 'createTextNode'>;

function inline(doc: Maker, nodes: Inline[], parent: HTMLElement): HTMLElement {
  for (const node of nodes) {
    if (node.type === 'text') parent.append(doc.createTextNode(node.text));
    else if (node.type === 'code') parent.append(leaf(doc, 'code', node.text));
    else if (node.type === 'citation') parent.append(leaf(doc, 'sup', String(node.number)));
    else if (node.type === 'link') parent.append(inline(doc, node.children, anchor(doc, node.href)));
    else parent.append(inline(doc, node.children, doc.createElement(node.type === 'bold' ? 'strong' : 'em')));
  }
  return parent;
}

function leaf(doc: Maker, tag: 'code' | 'sup', text: string): HTMLElement {
  const element = doc.createElement(tag);
  element.append(doc.createTextNode(text));
  return element;
}

/** A link that opens beside the host page and tells the target nothing about it. */
export function anchor(doc: Maker, href: string): HTMLAnchorElement {
  const element = doc.createElement('a');
  element.href = href;
  element.target = '_blank';
  element.rel = 'noopener noreferrer nofollow';
  return element;
}

function element(doc: Maker, block: Block): HTMLElement {
  if (block.type === 'rule') return doc.createElement('hr');
  if (block.type === 'code') {
    const pre = doc.createElement('pre');
    pre.tabIndex = 0;
    pre.append(leaf(doc, 'code', block.text));
    return pre;
  }
  if (block.type === 'list') {
    const list = doc.createElement(block.ordered ? 'ol' : 'ul');
    if (block.ordered && block.start !== 1) (list as HTMLOListElement).start = block.start;
    list.dir = 'auto';
    for (const body of block.items) {
      const item = doc.createElement('li');
      const [first, ...others] = body;
      // A plain item reads better without a paragraph's margins.
      if (first?.type === 'paragraph') inline(doc, first.children, item);
      else if (first) item.append(element(doc, first));
      for (const block of others) item.append(element(doc, block));
      list.append(item);
    }
    return list;
  }
  if (block.type === 'quote') {
    const quote = doc.createElement('blockquote');
    quote.append(...block.blocks.map((child) => element(doc, child)));
    return quote;
  }
  const paragraph = doc.createElement('p');
  paragraph.dir = 'auto';
  return inline(doc, block.children, paragraph);
}

/**
 * Shows an answer that grows.
 * @returns a function that brings `target` up to the text; blocks that did not change keep their nodes
 */
export function markdownView(doc: Maker, target: HTMLElement): (text: string) => void {
  let shown: string[] = [];
  return (text) => {
    const blocks = parseMarkdown(text);
    let same = 0;
    while (same < shown.length && same < blocks.length && shown[same] === blocks[same]?.source) same++;
    while (target.childNodes.length > same) target.lastChild?.remove();
    for (const block of blocks.slice(same)) target.append(element(doc, block));
    shown = blocks.map((block) => block.source);
  };
}
