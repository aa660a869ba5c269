import { shared } from './shared';

/** Aborts when the process is told to end (SIGTERM): what would stay open for ever closes then, and answers finish. */
export const shutdownSignal = (): AbortSignal =>
  shared('shutdown', () => {
    const controller = new AbortController();
    process.once('SIGTERM', () => controller.abort('the server is shutting down'));
    return controller;
  }).signal;
