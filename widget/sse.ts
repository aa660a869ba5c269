/** A server-sent event, as the WHATWG specification dispatches it, less its name: ours have none. */
export type ServerEvent = { data: string; id: string };

/** No event of ours comes near this; a longer line is a broken server or proxy. In UTF-16 units. */
const MAX_LINE = 4_000_000;

/** A field and its value, less the one space that may stand between. */
const LINE = /^([^:]*):? ?(.*)/s;

/**
 * Reads a `text/event-stream`. Chunks may split anywhere: inside a character, between CR and LF, inside a line.
 * @returns a function that takes the next bytes. An event without its closing empty line is never dispatched.
 * @throws Error (from the returned function) when a line is longer than 4 million characters
 */
export function sseParser(onEvent: (event: ServerEvent) => void): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = '';
  let endedInCr = false;
  let data: string[] = [];
  let id = '';

  const takeLine = (line: string) => {
    if (!line) {
      if (data[0] !== undefined) onEvent({ data: data.join('\n'), id });
      data = [];
      return;
    }
    const [, field, value] = LINE.exec(line) as unknown as [string, string, string];
    if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
  };

  return (bytes) => {
    const text = decoder.decode(bytes, { stream: true });
    if (!text) return;
    // The second half of a line end that was cut in two ends nothing again.
    const lines = (rest + (endedInCr ? text.replace(/^\n/, '') : text)).split(/\r\n?|\n/);
    endedInCr = text.endsWith('\r');
    rest = lines.pop() as string;
    lines.forEach(takeLine);
    if (rest.length > MAX_LINE) throw new Error('line too long');
  };
}
