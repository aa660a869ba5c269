import { UnreadableFile } from './unreadable.ts';

/**
 * Text of a file: UTF-8, UTF-16 (by its mark, or by the zeros that Latin letters leave in it), or the encoding that is
 * named. Strict: a byte that does not belong is an error, never a wrong letter.
 * @param named encoding that the file says of itself, if it does
 */
export function decodeText(bytes: Uint8Array, named: string | null = null): string {
  const text = decodeAs(bytes, encodingOf(bytes) ?? named ?? 'utf-8').replace(/^\ufeff/, '');
  if (text.includes('\0')) throw new UnreadableFile('It holds the character U+0000: this is not a text file.');
  if (!/\S/u.test(text)) throw new UnreadableFile('It is empty.');
  return text;
}

/** Text of an HTML file: what its first bytes name as its encoding counts unless a byte order mark says otherwise. */
export const decodePage = (bytes: Uint8Array): string => decodeText(bytes, namedIn(bytes));

/**
 * Text of what a server sent, in whatever encoding it is: by its mark, what the server says, what the page says, else
 * UTF-8. What does not belong, and U+0000, is replaced, so that it can be stored.
 * @param contentType the header as it came
 */
export function decodeFetched(bytes: Uint8Array, contentType: string): string {
  const said = /charset\s*=\s*["']?([\w-]+)/i.exec(contentType)?.[1];
  const encoding = encodingOf(bytes) ?? (said && isEncoding(said) ? said : null) ?? namedIn(bytes) ?? 'utf-8';
  return new TextDecoder(encoding).decode(bytes).replaceAll('\0', '\ufffd');
}

/** The encoding that a page names in its head. */
function namedIn(bytes: Uint8Array): string | null {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 4_096));
  const named =
    /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1] ??
    /^<\?xml[^>]+encoding\s*=\s*["']([\w-]+)/i.exec(head)?.[1];
  // A page whose head could be read byte by byte is not UTF-16, whatever it says.
  return named && !/^utf-?16/i.test(named) && isEncoding(named) ? named : null;
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== 'replacement';
  } catch (cause) {
    if (cause instanceof RangeError) return false;
    throw cause;
  }
}

function decodeAs(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    const name = encoding.toUpperCase();
    throw new UnreadableFile(
      name === 'UTF-8'
        ? 'It is not UTF-8 text. Save it as UTF-8 and try again.'
        : `It is not the ${name} text that it says it is.`,
      { cause },
    );
  }
}

function encodingOf(bytes: Uint8Array): string | null {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 512);
  if (start.length < 4 || bytes.length % 2 === 1) return null;
  const zeros = [0, 0];
  for (const [at, byte] of start.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const half = start.length / 2;
  if (odd > half * 0.7 && even === 0) return 'utf-16le';
  if (even > half * 0.7 && odd === 0) return 'utf-16be';
  return null;
}
