import { checkEnv } from './lib/platform/env.ts';
import { staticHeaders } from './lib/platform/security/headers.ts';

// A malformed setting stops the build and the start, with its name.
checkEnv();

/** @type {import('next').NextConfig} */
const config = {
  // Several development servers of one checkout need a folder each.
  distDir: process.env.NEXT_DIST_DIR || '.next',
  // For containers; `next start` warns about it.
  output: process.env.NEXT_OUTPUT === 'standalone' ? 'standalone' : undefined,
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // Keeps one connection pool of undici per process instead of one per bundle.
  serverExternalPackages: ['undici'],
  experimental: {
    // `forbidden()` answers with 403 and the page in app/(dashboard)/forbidden.tsx.
    authInterrupts: true,
    serverActions: { bodySizeLimit: '6mb' },
    // Behind middleware bodies are cut off here; knowledge files may have 20 MB.
    proxyClientMaxBodySize: '21mb',
  },
  // The development log would show what people type into forms.
  logging: { serverFunctions: false },
  headers: async () => staticHeaders,
};

export default config;
