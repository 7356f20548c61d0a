import { expect, it } from 'vitest';
import { outsideCaller } from './outside-caller.ts';

const application = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'frontend-stable', namespace: 'frontend' },
  spec: {
    template: {
      spec: {
        imagePullSecrets: [{ name: 'registry' }],
        containers: [{ name: 'frontend', image: 'example/frontend:1', imagePullPolicy: 'IfNotPresent' }],
      },
    },
  },
};

it('runs the image of the application, without a sidecar', () => {
  expect(outsideCaller([application])).toMatchObject({
    metadata: { namespace: 'frontend' },
    spec: {
      template: {
        metadata: { labels: { 'sidecar.istio.io/inject': 'false' } },
        spec: {
          imagePullSecrets: [{ name: 'registry' }],
          containers: [{ image: 'example/frontend:1', imagePullPolicy: 'IfNotPresent' }],
        },
      },
    },
  });
});

it('is none where no application is deployed', () => {
  expect(outsideCaller([{ ...application, kind: 'StatefulSet' }])).toBeUndefined();
});
