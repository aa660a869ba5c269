import { Fragment, type ReactNode } from 'react';

/** The words of a search as people type it: quoted phrases stay together, excluded ones and operators are left out. */
export function searchWords(query: string | null): string[] {
  const words = (query ?? '').match(/-?"[^"]+"|\S+/g) ?? [];
  return words
    .filter((word) => !word.startsWith('-') && word.toLowerCase() !== 'or')
    .map((word) => word.replaceAll('"', '').trim())
    .filter((word) => word.length > 1);
}

/** Text with every search word marked. */
export function Highlight({ text, words }: { text: string; words: string[] }): ReactNode {
  if (words.length === 0) return text;
  const escaped = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const parts = text.split(new RegExp(`(${escaped.join('|')})`, 'giu'));
  let offset = 0;
  return parts.map((part, index) => {
    const key = offset;
    offset += part.length;
    if (part === '') return null;
    // A capturing split puts the matches at the odd places.
    return index % 2 === 1 ? (
      <mark key={key} className="rounded-[3px] bg-warn-soft text-inherit">
        {part}
      </mark>
    ) : (
      <Fragment key={key}>{part}</Fragment>
    );
  });
}
