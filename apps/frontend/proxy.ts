import { type NextRequest, NextResponse } from 'next/server';

/**
 * Gives the page its Content-Security-Policy, with a nonce that Next.js puts on its scripts.
 *
 * Source: https://nextjs.org/docs/app/guides/content-security-policy
 */
export function proxy(request: NextRequest): NextResponse {
  const policy = contentSecurityPolicy(crypto.randomUUID());
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

/** Calls of the API and files of the build have no scripts to protect. */
export const config = { matcher: '/((?!api/|_next/|icon).*)' };

/** `next dev` runs code by `eval` and puts styles into the page; the guide above lets it. */
const isDevelopment = process.env.NODE_ENV === 'development';

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    `style-src 'self'${isDevelopment ? " 'unsafe-inline'" : ''}`,
    // The widths of the bars are style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
