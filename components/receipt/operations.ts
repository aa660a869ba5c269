/** How each operation of a turn is named and coloured, everywhere the same. The colours stand in app/globals.css. */
export type OperationLook = { label: string; fill: string; dot: string };

const LOOKS: Record<string, OperationLook> = {
  middleware: { label: 'Check limits', fill: 'fill-op-middleware', dot: 'bg-op-middleware' },
  authenticate: { label: 'Check the caller', fill: 'fill-op-authenticate', dot: 'bg-op-authenticate' },
  parse: { label: 'Read the request', fill: 'fill-op-parse', dot: 'bg-op-parse' },
  'open-turn': { label: 'Store the question', fill: 'fill-op-open-turn', dot: 'bg-op-open-turn' },
  'search-knowledge': { label: 'Search knowledge', fill: 'fill-op-search-knowledge', dot: 'bg-op-search-knowledge' },
  plan: { label: 'Plan the answer', fill: 'fill-op-plan', dot: 'bg-op-plan' },
  'compare-questions': { label: 'Look for a stored answer', fill: 'fill-ink-3', dot: 'bg-ink-3' },
  'share-answer': { label: 'Wait for a shared answer', fill: 'fill-ink-3', dot: 'bg-ink-3' },
  'connect-model': { label: 'Reach the model', fill: 'fill-op-connect-model', dot: 'bg-op-connect-model' },
  'first-token': { label: 'Wait for the first token', fill: 'fill-op-first-token', dot: 'bg-op-first-token' },
  stream: { label: 'Write the answer', fill: 'fill-op-stream', dot: 'bg-op-stream' },
  settle: { label: 'Store the answer', fill: 'fill-op-settle', dot: 'bg-op-settle' },
};

/** An operation that has no look of its own is grey and goes by its name. */
export function operationLook(name: string): OperationLook {
  const key = name.replaceAll(/[\s_.]+/g, '-');
  return LOOKS[key] ?? { label: sentence(key), fill: 'fill-ink-3', dot: 'bg-ink-3' };
}

const sentence = (key: string): string => {
  const words = key.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const ORDER = Object.keys(LOOKS);

/** The place of an operation in the course of a turn; unknown ones come last. */
export function operationRank(name: string): number {
  const place = ORDER.indexOf(name);
  return place === -1 ? ORDER.length : place;
}
