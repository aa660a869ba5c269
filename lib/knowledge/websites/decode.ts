/** Where a page may say its encoding, by the HTML standard. */
const HEAD_BYTES = 1_024;

/**
 * The text of a page or a plain text in whatever encoding it is: by its mark, what the server says, what the page says,
 * else UTF-8. U+0000 and halves of characters are replaced, so that it can be stored.
 * @param contentType the header as it came
 */
export function decodeText(bytes: Uint8Array, contentType: string): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_BYTES));
  const said =
    markOf(bytes) ??
    /charset\s*=\s*["']?([\w-]+)/i.exec(contentType)?.[1] ??
    /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1] ??
    'utf-8';
  return decoderOf(said).decode(bytes).replaceAll('\0', '\ufffd');
}

function markOf(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : null;
}

function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch (cause) {
    // A name that nobody knows says nothing about the text.
    if (cause instanceof RangeError) return new TextDecoder('utf-8');
    throw cause;
  }
}
