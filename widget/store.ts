import type { Entry } from './conversation';
import type { Appearance, Identity } from './protocol';

type Kept = { identity: Identity; appearance: Appearance; entries: Entry[]; open: boolean };

/**
 * What one widget key keeps in the browser. Storage may be full, forbidden or broken: then the widget works
 * without memory.
 */
export type Store = {
  get<K extends keyof Kept>(name: K): Kept[K] | null;
  set<K extends keyof Kept>(name: K, value: Kept[K] | null): void;
};

export function createStore(key: string): Store {
  const nameOf = (name: string) => `halfsecond:${key}:${name}`;
  return {
    get(name) {
      try {
        // What is not there is null, and so is null parsed.
        return JSON.parse(localStorage.getItem(nameOf(name)) as string);
      } catch {
        // Forbidden storage or a damaged value count as nothing kept.
        return null;
      }
    },
    set(name, value) {
      try {
        localStorage.setItem(nameOf(name), JSON.stringify(value));
      } catch {
        // Nothing is lost but the memory of the next page load.
        return;
      }
    },
  };
}
