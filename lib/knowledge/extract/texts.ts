import { firstOf } from '../../platform/text.ts';
import { decodeText } from './decode.ts';
import type { Draft } from './draft.ts';
import type { Limits } from './limits.ts';
import { inParts } from './parts.ts';
import type { Form } from './recognise.ts';
import { readLines, readTable } from './rows.ts';

/** Files that are text as they are. */
export type TextForm = Extract<Form, 'markdown' | 'text' | 'jsonl' | 'csv'>;
export const isTextForm = (form: Form): form is TextForm => /^(?:markdown|text|jsonl|csv)$/.test(form);

/** Sources of a file of text. @throws UnreadableFile */
export function readTextFile(form: TextForm, id: string, name: string, bytes: Uint8Array, limits: Limits): Draft[] {
  const text = decodeText(bytes);
  const whole = { externalId: id, url: null, language: null, body: text };
  switch (form) {
    case 'markdown': {
      const { title, url } = frontOf(text);
      return inParts({ ...whole, kind: 'markdown', title: firstOf(title ?? titleOf(name), 300), url });
    }
    case 'text':
      return inParts({ ...whole, kind: 'text', title: firstOf(titleOf(name), 300) });
    case 'jsonl':
      return readLines(id, text, limits);
    case 'csv':
      return readTable(id, text, limits);
  }
}

/** A file's name as a title: "how-to_return.md" is "How to return". */
export function titleOf(name: string): string {
  const bare =
    name
      .replace(/\.[^.]*$/, '')
      .replace(/[-_]+/g, ' ')
      .trim() || name;
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}

/** Title and address that a Markdown file gives itself: in its front matter, else its first heading. */
function frontOf(text: string): { title: string | null; url: string | null } {
  const meta = /^---\r?\n([\s\S]{0,4000}?)\r?\n---\r?\n/.exec(text)?.[1] ?? '';
  const field = (name: string) =>
    new RegExp(`^${name}:\\s*["']?(.+?)["']?\\s*$`, 'mi').exec(meta)?.[1]?.trim() || undefined;
  const heading = firstHeading(text.slice(0, 20_000));
  const url = field('url');
  return { title: field('title') ?? heading ?? null, url: url && /^https?:\/\//.test(url) ? url : null };
}

/** The words of the first heading (`# …`, or underlined); what looks like one in code is none. */
function firstHeading(text: string): string | undefined {
  const prose = text
    .replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '')
    .replace(/^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\1|(?![\s\S]))/gm, '');
  const heading = /^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$|^ {0,3}([^\s>|#-].*)\r?\n {0,3}={2,}[ \t]*$/m.exec(prose);
  return (heading?.[1] ?? heading?.[2])
    ?.replace(/\s*\{#[^}]*\}\s*$/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`]{1,3}(\S(?:.*?\S)?)[*_`]{1,3}/g, '$1')
    .trim();
}
