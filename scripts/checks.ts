/** What `npm run check` does before the unit tests, and `npm test` before all tests. Each is a Node command. */
export const CHECKS = [
  { name: 'format and lint', command: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'] },
  { name: 'types of pages and routes', command: ['node_modules/next/dist/bin/next', 'typegen'] },
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'database types', command: ['scripts/db-types.ts', '--check'] },
  { name: 'widget and its size', command: ['scripts/build-widget.ts'] },
] as const;
