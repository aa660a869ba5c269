import { AsyncLocalStorage } from 'node:async_hooks';

const watching = new AsyncLocalStorage<() => void>();

/**
 * Runs a model call and tells when the provider's response headers arrive. The model's own promise resolves only with
 * the first chunk, so the connection's share of the wait cannot be told apart from outside.
 */
export const watchHeaders = <T>(onHeaders: () => void, call: () => T): T => watching.run(onHeaders, call);

/** Called by the connection when headers have arrived. */
export const headersArrived = (): void => watching.getStore()?.();
