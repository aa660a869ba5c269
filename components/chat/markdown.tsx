import { lexer, type MarkedToken, type Token } from 'marked';
import { Fragment, type ReactNode } from 'react';
import { Highlight } from './highlight';

type Props = { text: string; words?: string[] };

/**
 * Markdown as React elements. Nothing is ever set as HTML: tags are shown as the text they are, links lead to the
 * web, to mail or to a phone, and an image becomes a link to it, so that reading a message loads nothing.
 */
export function Markdown({ text, words = [] }: Props) {
  if (text.length > LONGEST || DEEPLY_QUOTED.test(text)) {
    return (
      <p className="whitespace-pre-wrap break-words">
        <Highlight text={text} words={words} />
      </p>
    );
  }
  return (
    <div className="grid grid-cols-1 gap-2 break-words [&_li>p]:inline">
      {blocks(lexer(text, { gfm: true, breaks: true }), words)}
    </div>
  );
}

/** Beyond these the parser takes long or runs out of stack; the text is then shown as it was written. */
const LONGEST = 20_000;
const DEEPLY_QUOTED = /^[ \t]*(?:>[ \t]*){20}/m;

const SAFE_LINK = /^(https?:|mailto:|tel:)/i;

/** Tokens have no ids; their place in the text is what stays the same while an answer grows. */
function keyed(tokens: Token[], draw: (token: MarkedToken) => ReactNode): ReactNode[] {
  let offset = 0;
  return tokens.map((token) => {
    const key = offset;
    offset += token.raw.length;
    return <Fragment key={key}>{draw(token as MarkedToken)}</Fragment>;
  });
}

function blocks(tokens: Token[], words: string[]): ReactNode[] {
  return keyed(tokens, (token) => {
    switch (token.type) {
      case 'heading':
        return <p className="font-semibold">{inline(token.tokens, words)}</p>;
      case 'paragraph':
        return <p>{inline(token.tokens, words)}</p>;
      case 'blockquote':
        return (
          <blockquote className="grid gap-2 border-line-strong border-l-2 pl-3 text-ink-2">
            {blocks(token.tokens, words)}
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
          <li>{item.type === 'list_item' ? blocks(item.tokens, words) : null}</li>
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
        return <MarkdownTable token={token} words={words} />;
      case 'text':
        return token.tokens ? <p>{inline(token.tokens, words)}</p> : plain(token.text, words);
      case 'html':
        return <p>{plain(token.raw.trimEnd(), words)}</p>;
      case 'checkbox':
        return token.checked ? '[x] ' : '[ ] ';
      case 'space':
      case 'def':
        return null;
      default:
        return plain(token.raw, words);
    }
  });
}

function MarkdownTable({ token, words }: { token: Extract<MarkedToken, { type: 'table' }>; words: string[] }) {
  return (
    <div className="overflow-x-auto">
      <table className="border-collapse text-left text-[13px]">
        <thead>
          <tr>
            {token.header.map((cell, index) => (
              <th key={index} className="border-line border-b px-2 py-1 font-medium">
                {inline(cell.tokens, words)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, line) => (
            <tr key={line}>
              {row.map((cell, index) => (
                <td key={index} className="border-line border-b px-2 py-1">
                  {inline(cell.tokens, words)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inline(tokens: Token[], words: string[]): ReactNode[] {
  return keyed(tokens, (token) => {
    switch (token.type) {
      case 'strong':
        return <strong className="font-semibold">{inline(token.tokens, words)}</strong>;
      case 'em':
        return <em>{inline(token.tokens, words)}</em>;
      case 'del':
        return <del>{inline(token.tokens, words)}</del>;
      case 'codespan':
        return <code className="rounded-[4px] bg-sunken px-1 py-px font-mono text-[13px]">{token.text}</code>;
      case 'br':
        return <br />;
      case 'link':
        return (
          <WebLink href={token.href} raw={token.raw}>
            {inline(token.tokens, words)}
          </WebLink>
        );
      case 'image':
        return (
          <WebLink href={token.href} raw={token.raw}>
            {token.text || token.href}
          </WebLink>
        );
      case 'text':
        return token.tokens ? inline(token.tokens, words) : plain(token.text, words);
      case 'escape':
        return plain(token.text, words);
      default:
        return plain(token.raw, words);
    }
  });
}

function WebLink({ href, raw, children }: { href: string; raw: string; children: ReactNode }) {
  if (!SAFE_LINK.test(href)) return raw;
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

function plain(text: string, words: string[]): ReactNode {
  return (
    <Highlight
      text={text.replaceAll(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity] ?? entity)}
      words={words}
    />
  );
}
