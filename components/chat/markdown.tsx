import { lexer, type MarkedToken, type Token } from 'marked';
import { Fragment, type ReactNode } from 'react';
import type { Source } from '@/lib/conversations/schema';
import { hostsOf, judgeLink } from './allowed-links';
import { CitationLink } from './citation';
import { Highlight } from './highlight';

type Props = {
  text: string;
  words?: string[];
  /** Of an assistant's answer: what it cites. Its links lead to the hosts of these alone, and its numbers to them. */
  sources?: readonly Source[];
};

/** What all parts of a text are drawn with. */
type Look = {
  words: string[];
  /** Hosts that may be linked to; null for all. */
  hosts: ReadonlySet<string> | null;
  cited: ReadonlyMap<number, Source>;
};

/**
 * Markdown as React elements. Nothing is ever set as HTML: tags are shown as the text they are, links lead to the
 * web, to mail or to a phone, and an image becomes a link to it, so that reading a message loads nothing.
 */
export function Markdown({ text, words = [], sources }: Props) {
  const look: Look = {
    words,
    hosts: sources ? hostsOf(sources.map(({ url }) => url)) : null,
    cited: new Map(sources?.map((source) => [source.number, source])),
  };
  if (text.length > LONGEST || DEEPLY_QUOTED.test(text)) {
    return (
      <p className="whitespace-pre-wrap break-words">
        <Highlight text={text} words={words} />
      </p>
    );
  }
  return (
    <div className="grid grid-cols-1 gap-2 break-words [&_li>p]:inline">
      {blocks(lexer(text, { gfm: true, breaks: true }), look)}
    </div>
  );
}

/** Beyond these the parser takes long or runs out of stack; the text is then shown as it was written. */
const LONGEST = 20_000;
const DEEPLY_QUOTED = /^[ \t]*(?:>[ \t]*){20}/m;

/** Tokens have no ids; their place in the text is what stays the same while an answer grows. */
function keyed(tokens: Token[], draw: (token: MarkedToken) => ReactNode): ReactNode[] {
  let offset = 0;
  return tokens.map((token) => {
    const key = offset;
    offset += token.raw.length;
    return <Fragment key={key}>{draw(token as MarkedToken)}</Fragment>;
  });
}

function blocks(tokens: Token[], look: Look): ReactNode[] {
  return keyed(tokens, (token) => {
    switch (token.type) {
      case 'heading':
        return <p className="font-semibold">{inline(token.tokens, look)}</p>;
      case 'paragraph':
        return <p>{inline(token.tokens, look)}</p>;
      case 'blockquote':
        return (
          <blockquote className="grid gap-2 border-line-strong border-l-2 pl-3 text-ink-2">
            {blocks(token.tokens, look)}
          </blockquote>
        );
      case 'code':
        return (
          <pre className="overflow-x-auto rounded-control bg-sunken p-2.5 font-mono text-[13px]">
            <code>{token.text}</code>
          </pre>
        );
      case 'hr':
        return <hr className="border-line" />;
      case 'list': {
        const items = keyed(token.items, (item) => (
          <li>{item.type === 'list_item' ? blocks(item.tokens, look) : null}</li>
        ));
        return token.ordered ? (
          <ol start={token.start === '' ? 1 : token.start} className="grid list-decimal gap-1 pl-5">
            {items}
          </ol>
        ) : (
          <ul className="grid list-disc gap-1 pl-5">{items}</ul>
        );
      }
      case 'table':
        return <MarkdownTable token={token} look={look} />;
      case 'text':
        return token.tokens ? <p>{inline(token.tokens, look)}</p> : plain(token.text, look);
      case 'html':
        return <p>{plain(token.raw.trimEnd(), look)}</p>;
      case 'checkbox':
        return token.checked ? '[x] ' : '[ ] ';
      case 'space':
      case 'def':
        return null;
      default:
        return plain(token.raw, look);
    }
  });
}

function MarkdownTable({ token, look }: { token: Extract<MarkedToken, { type: 'table' }>; look: Look }) {
  return (
    <div className="overflow-x-auto">
      <table className="border-collapse text-left text-[13px]">
        <thead>
          <tr>
            {token.header.map((cell, index) => (
              <th key={index} className="border-line border-b px-2 py-1 font-medium">
                {inline(cell.tokens, look)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, line) => (
            <tr key={line}>
              {row.map((cell, index) => (
                <td key={index} className="border-line border-b px-2 py-1">
                  {inline(cell.tokens, look)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inline(tokens: Token[], look: Look): ReactNode[] {
  return keyed(tokens, (token) => {
    switch (token.type) {
      case 'strong':
        return <strong className="font-semibold">{inline(token.tokens, look)}</strong>;
      case 'em':
        return <em>{inline(token.tokens, look)}</em>;
      case 'del':
        return <del>{inline(token.tokens, look)}</del>;
      case 'codespan':
        return <code className="rounded-[4px] bg-sunken px-1 py-px font-mono text-[13px]">{token.text}</code>;
      case 'br':
        return <br />;
      case 'link':
        return (
          <WebLink href={token.href} raw={token.raw} label={token.text} hosts={look.hosts}>
            {inline(token.tokens, look)}
          </WebLink>
        );
      case 'image':
        return (
          <WebLink href={token.href} raw={token.raw} label={token.text} hosts={look.hosts}>
            {token.text || token.href}
          </WebLink>
        );
      case 'text':
        return token.tokens ? inline(token.tokens, look) : plain(token.text, look);
      case 'escape':
        return plain(token.text, look);
      default:
        return plain(token.raw, look);
    }
  });
}

type WebLinkProps = { href: string; raw: string; label: string; hosts: Look['hosts']; children: ReactNode };

function WebLink({ href, raw, label, hosts, children }: WebLinkProps) {
  const judged = judgeLink(href, hosts);
  if (judged === 'raw') return raw;
  if (judged === 'address') return label === href || label === '' ? href : `${label} (${href})`;
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
    >
      {children}
    </a>
  );
}

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

function plain(text: string, { words, cited }: Look): ReactNode {
  const shown = text.replaceAll(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity] ?? entity);
  // Every second part is the number of a citation.
  return shown.split(/\[(\d{1,2})\]/).map((part, index) => {
    const source = index % 2 === 1 ? cited.get(Number(part)) : undefined;
    if (source) return <CitationLink key={index} source={source} />;
    return <Highlight key={index} text={index % 2 === 1 ? `[${part}]` : part} words={words} />;
  });
}
