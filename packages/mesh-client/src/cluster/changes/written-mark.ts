import { createHash } from 'node:crypto';
import type { KubeObject } from '@lab/cluster';

/** Annotation of what a lesson has written: the SHA-256 of the object, to know it again when the API server has added defaults. */
export const LESSON_MARK = 'istio-the-hard-way/lesson';

/** The object as a lesson writes it. */
export function marked(object: KubeObject): KubeObject {
  const hash = createHash('sha256').update(JSON.stringify(object)).digest('hex');
  const { metadata } = object;
  return {
    ...object,
    metadata: { ...metadata, annotations: { ...annotationsOf(object), [LESSON_MARK]: hash } },
  };
}

/** Whether what is there was written by a lesson as this target, and has everything that it says. */
export function isStill(target: KubeObject, live: KubeObject): boolean {
  const mark = annotationsOf(target)[LESSON_MARK];
  return mark !== undefined && annotationsOf(live)[LESSON_MARK] === mark && isWithin(target, live);
}

function annotationsOf({ metadata }: KubeObject): Readonly<Record<string, string>> {
  return (metadata.annotations ?? {}) as Readonly<Record<string, string>>;
}

function isWithin(part: unknown, whole: unknown): boolean {
  if (Array.isArray(part)) {
    if (!Array.isArray(whole) || whole.length !== part.length) return false;
    return part.every((item, index) => isWithin(item, whole[index]));
  }
  if (typeof part !== 'object' || part === null) return part === null || part === whole;
  if (typeof whole !== 'object' || whole === null) return Object.keys(part).length === 0;
  return Object.entries(part).every(([name, value]) =>
    isWithin(value, (whole as Readonly<Record<string, unknown>>)[name]),
  );
}
