import { Schema, type Tags } from 'yaml';

// Tags of YAML 1.1 that go-yaml, which Kubernetes reads manifests with, does not resolve on its own.
const NOT_RESOLVED = new Set([
  'tag:yaml.org,2002:timestamp',
  'tag:yaml.org,2002:set',
  'tag:yaml.org,2002:omap',
  'tag:yaml.org,2002:pairs',
]);

/** The library takes `.` and `e5` for numbers, which go-yaml does not: a number has a digit in front. */
function withDigits(tag: Tags[number]): Tags[number] {
  const isNumber = typeof tag !== 'string' && tag.tag === 'tag:yaml.org,2002:float' && 'test' in tag;
  if (!isNumber || !tag.test || tag.test.test('.nan')) return tag;
  return { ...tag, test: new RegExp(`(?=[-+]?\\.?[0-9])${tag.test.source}`) };
}

/** YAML 1.1 as Kubernetes reads it (sigs.k8s.io/yaml); one for all documents, as it takes long to make. */
export const KUBERNETES_YAML = new Schema({
  schema: 'yaml-1.1',
  resolveKnownTags: false,
  customTags: (tags: Tags) =>
    tags
      .filter((tag) => typeof tag === 'string' || !(NOT_RESOLVED.has(tag.tag) || tag.format === 'TIME'))
      .map(withDigits),
});
