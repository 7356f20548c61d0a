/**
 * What every answer carries: nothing from elsewhere is loaded, no page frames this one, and none that opened it keeps a hand
 * on it. Sources: CSP Level 3; HTML standard, "Cross-origin opener policies"; Fetch standard, "Cross-origin resource policy".
 */
export const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;
