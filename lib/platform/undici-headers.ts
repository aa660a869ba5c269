import type { IncomingHttpHeaders } from 'node:http';

/** The headers of an undici `request`, where one that came several times is a list, as `fetch` has them. */
export function toHeaders(received: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received))
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, one);
  return headers;
}
