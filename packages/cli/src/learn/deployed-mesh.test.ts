import { expect, it } from 'vitest';
import { missingFrom, withDeployedImages } from './deployed-mesh.ts';

const deployment = (name: string, image: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'backend' },
  spec: { template: { spec: { containers: [{ name: 'backend', image }] } } },
});
const telemetry = {
  apiVersion: 'telemetry.istio.io/v1',
  kind: 'Telemetry',
  metadata: { name: 'mesh-default', namespace: 'istio-system' },
};

it('what comes new runs the image that is deployed under that name', () => {
  const [overlay, deployed] = [deployment('stable', 'backend'), deployment('stable', 'example/backend:5f')];
  expect(
    withDeployedImages([deployed, deployment('sick', 'backend'), telemetry], [overlay], [deployed]),
  ).toEqual([deployed, deployment('sick', 'example/backend:5f'), telemetry]);
});

it('an image that the overlay does not name stays', () => {
  const overlay = deployment('stable', 'backend');
  expect(withDeployedImages([deployment('other', 'nginx')], [overlay], [overlay])).toEqual([
    deployment('other', 'nginx'),
  ]);
});

it('names what a cluster lacks, but for traces', () => {
  expect(missingFrom([deployment('stable', 'backend'), telemetry], [])).toEqual([
    'Deployment backend/stable',
  ]);
  expect(missingFrom([deployment('stable', 'backend')], [deployment('stable', 'x')])).toEqual([]);
});
