/** The manifest of the mesh configuration without its accessLogFormat, for which Istio has a default. @throws RangeError where it has none */
export function withoutFormat(manifest: string): string {
  const found = /^( *)accessLogFormat: \|\n(?:\1 +.*\n)+/m;
  if (!found.test(manifest)) throw new RangeError('the mesh configuration has no accessLogFormat');
  return manifest.replace(found, '');
}
