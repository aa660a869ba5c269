import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** The key that sends together with Enter, as this keyboard names it. */
export const useSendKey = (): string =>
  useSyncExternalStore(
    never,
    () => (/Mac|iP(?:hone|ad|od)/.test(navigator.platform) ? '⌘' : 'Ctrl'),
    () => 'Ctrl',
  );
