import { fileURLToPath } from 'node:url';

/** @type {import('next').NextConfig} */
export default {
  // An ending of its own: Next also looks for middleware.ts and instrumentation.ts in the folders above.
  pageExtensions: ['bare.ts'],
  // The packages are the project's own, two folders up.
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  // The project's type check covers this folder.
  typescript: { ignoreBuildErrors: true },
};
