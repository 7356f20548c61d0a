/**
 * Lessons on a cluster that LAB_CLUSTER names: the context of one with Istio and the overlay `kind`. They leave it as it was.
 * `LAB_CLUSTER=kind-istio-the-hard-way ./lab test real-cluster`
 */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skippedWithout } from '../../packages/cli/src/tools-not-in-ci.ts';
import { findKubectl } from '../support/cluster/find-kubectl.ts';
import type { KubeObject } from '../support/documents.ts';
import { temporaryCommandLine } from '../support/lab/command-line.ts';

const context = process.env.LAB_CLUSTER;
const kubectl = findKubectl();
const reason = context && kubectl ? '' : ` ${skippedWithout('cluster')}`;

const TYPES =
  'deployments.apps,virtualservices,destinationrules,gateways.networking.istio.io,peerauthentications,authorizationpolicies,requestauthentications';
/** Of the three kinds: routes, policies, a Deployment. */
const LESSONS = ['weights', 'not-found', 'least-privilege', 'consistent-hash'];

/** Milliseconds for a lesson with all its wrong answers, on a cluster that may be far away and busy. */
const WITHIN = 900_000;

describe.skipIf(reason)(`lessons on a real cluster${reason}`, { timeout: WITHIN }, () => {
  let lab: ReturnType<typeof temporaryCommandLine>;
  beforeAll(() => {
    lab = temporaryCommandLine({});
  });
  afterAll(() => lab?.remove());

  test.each(LESSONS)('%s is proven there, and leaves nothing', async (name) => {
    const before = state();
    const { code, stdout, stderr } = await lab.run(
      'learn',
      'verify',
      name,
      '--on',
      context as string,
      '--json',
    );
    const { variants } = JSON.parse(stdout || '{"variants":[]}') as { variants: { mistake?: string }[] };
    expect({ code, mistakes: variants.filter(({ mistake }) => mistake) }, stderr).toEqual({
      code: 0,
      mistakes: [],
    });
    expect(state()).toEqual(before);
  });
});

/** What people have written, of every object that lessons may change. */
function state(): object[] {
  const args = ['--context', context as string, 'get', TYPES, '-A', '-o', 'json'];
  const { items } = JSON.parse(
    execFileSync(kubectl as string, args, { encoding: 'utf8', maxBuffer: 2 ** 26 }),
  ) as {
    items: readonly KubeObject[];
  };
  return items.map(({ kind, metadata: { name, namespace, labels }, spec }) => ({
    kind,
    name,
    namespace,
    labels,
    spec,
  }));
}
