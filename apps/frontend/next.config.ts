import path from 'node:path';
import type { NextConfig } from 'next';

const root = path.join(import.meta.dirname, '../..');

/** Headers of every answer; the Content-Security-Policy has a nonce a request and comes from proxy.ts. */
const securityHeaders = [
  { key: 'x-content-type-options', value: 'nosniff' },
  { key: 'x-frame-options', value: 'DENY' },
  { key: 'referrer-policy', value: 'no-referrer' },
  { key: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=()' },
  { key: 'cross-origin-opener-policy', value: 'same-origin' },
];

const config: NextConfig = {
  output: 'standalone',
  // The workspace's root: dependencies are hoisted there, and the standalone folder must have them.
  outputFileTracingRoot: root,
  turbopack: { root },
  transpilePackages: ['@lab/service-kit'],
  // The Gateway's other name: by itself `next dev` talks to pages of localhost and the names below it.
  allowedDevOrigins: ['frontend.local'],
  poweredByHeader: false,
  // No picture here wants resizing; scripts/build.ts leaves the library for it out.
  images: { unoptimized: true },
  // Next.js's check needs the JavaScript API of TypeScript, which TypeScript 7 does not have: `npm run types` checks.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: '/:path*', headers: securityHeaders }],
};

export default config;
