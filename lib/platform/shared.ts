/**
 * A value that every bundle of this process shares. Next compiles middleware, routes and instrumentation into
 * separate bundles, each with its own copy of a module's variables; only `globalThis` is common to them.
 * @param name a name of its own for each value
 */
export function shared<T>(name: string, create: () => T): T {
  const store = globalThis as unknown as Record<symbol, T | undefined>;
  const key = Symbol.for(`halfsecond.${name}`);
  store[key] ??= create();
  return store[key];
}
