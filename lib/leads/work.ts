/** How much a search through a text did, for tests that hold it to a bound without a clock. */
export type Work = { candidates: number };
