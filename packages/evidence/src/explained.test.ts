import type { journey } from '@lab/istio';
import { describe, expect, it } from 'vitest';
import { CAUSES } from './catalogue.ts';
import { explainedCause } from './explained.ts';

describe('a failure that an explanation foresees', () => {
  it.each<[journey.Failure, string | undefined]>([
    [{ kind: 'cluster-missing', missing: 'subset' }, 'SUBSET_NOT_FOUND'],
    [{ kind: 'cluster-missing', missing: 'port' }, 'PORT_NOT_FOUND'],
    [{ kind: 'cluster-missing', missing: 'visibility' }, 'NOT_VISIBLE'],
    [{ kind: 'cluster-missing', missing: 'subset-visibility' }, 'NOT_VISIBLE'],
    [{ kind: 'cluster-missing', missing: 'host' }, 'HOST_NOT_FOUND'],
    [{ kind: 'cluster-missing' }, 'CLUSTER_NOT_FOUND'],
    [{ kind: 'rbac-denied' }, 'NO_ALLOW_RULE'],
    [{ kind: 'rbac-denied', source: { resource: 'AuthorizationPolicy shop/deny' } }, 'DENIED_BY_POLICY'],
    [{ kind: 'rbac-denied', lacksToken: true }, 'JWT_MISSING'],
    [{ kind: 'jwt-denied', detail: 'audience-not-allowed' }, 'JWT_AUDIENCE'],
    [{ kind: 'jwt-denied', detail: 'invalid-token' }, 'JWT_EXPIRED'],
    [{ kind: 'no-ready-endpoint' }, 'NO_POD_READY'],
    [{ kind: 'no-listener' }, undefined],
  ])('has the cause that why names: %j', (failure, code) => {
    expect(explainedCause(failure)?.code).toBe(code);
  });

  it('has the words of the catalogue', () => {
    const { title } = CAUSES.find(({ code }) => code === 'NO_ROUTE') ?? {};
    expect(explainedCause({ kind: 'no-route' })).toEqual({ code: 'NO_ROUTE', title });
  });
});
