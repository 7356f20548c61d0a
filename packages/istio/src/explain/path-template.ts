/** What a segment of a path may be made of, besides letters and digits (Envoy's uri_template matcher). */
const SEGMENT = "a-zA-Z0-9\\-._~%!$&'()*+,;:@=";

/**
 * envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig: `*` is one segment that is not empty, `**`
 * any number of them.
 */
export function matchesPathTemplate(template: string, path: string): boolean {
  const pattern = template
    .split(/(\*\*|\*)/)
    .map((part) => {
      if (part === '**') return `[${SEGMENT}/]*`;
      return part === '*' ? `[${SEGMENT}]+` : part.replace(/[\\.+?()|[\]{}^$]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${pattern}$`).test(path);
}
