/** Stands in for the `server-only` package under test, which throws wherever there is no server build. */
export {};
