import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { artifactFor, readArtifacts } from './artifacts.ts';

describe('readArtifacts', () => {
  let root: string;
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'artifacts-')));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function read(skaffoldYaml: string) {
    writeFileSync(join(root, 'skaffold.yaml'), skaffoldYaml);
    return readArtifacts(root, 'k8s');
  }

  it('reads every module of the file', () => {
    const { artifacts, findings } = read(`
metadata: { name: istio }
deploy: { helm: {} }
---
build:
  artifacts:
  - { image: frontend, docker: { buildArgs: { APP: web } } }
  - { image: backend, context: ., docker: { buildArgs: { APP: backend } } }
---
build: { artifacts: [{ image: ml, context: apps/ml, docker: { target: dev } }, { image: tool }] }
---
`);
    expect(findings).toEqual([]);
    expect(artifacts).toEqual([
      { image: 'frontend', folder: join(root, 'apps/web') },
      { image: 'backend', folder: join(root, 'apps/backend') },
      { image: 'ml', folder: join(root, 'apps/ml') },
      { image: 'tool', folder: root },
    ]);
  });

  it('says where a later module is broken', () => {
    const { artifacts, findings } = read('kind: Config\n---\nbuild:\n  artifacts: [\n');
    expect(artifacts).toEqual([]);
    expect(findings).toMatchObject([{ code: 'LAB0101', location: { file: 'skaffold.yaml', line: 5 } }]);
  });

  it('has none where there is no file', () => {
    rmSync(join(root, 'skaffold.yaml'), { force: true });
    expect(readArtifacts(root, 'k8s').findings).toMatchObject([{ code: 'LAB0201' }]);
  });

  describe('for manifests from elsewhere', () => {
    let shop: string;
    beforeAll(() => {
      shop = realpathSync(mkdtempSync(join(tmpdir(), 'shop-')));
      mkdirSync(join(shop, 'deploy/k8s'), { recursive: true });
      read('build: { artifacts: [{ image: lab }] }');
    });
    afterAll(() => rmSync(shop, { recursive: true, force: true }));
    const images = () => {
      const { file, artifacts } = readArtifacts(root, join(shop, 'deploy/k8s'));
      return { file, artifacts };
    };

    it("is the project's own where there is no other", () => {
      expect(images()).toEqual({
        file: join(root, 'skaffold.yaml'),
        artifacts: [{ image: 'lab', folder: root, isBorrowed: true }],
      });
    });

    it('is the nearest one above them; contexts count from it, or are absolute', () => {
      const file = join(shop, 'skaffold.yaml');
      writeFileSync(
        file,
        `build: { artifacts: [{ image: a, context: ./a }, { image: b, context: ${root} }, { image: c, context: ../c }] }`,
      );
      const folders = [join(shop, 'a'), root, join(shop, '../c')];
      expect(images()).toMatchObject({ file, artifacts: folders.map((folder) => ({ folder })) });
      const nearer = join(shop, 'deploy/k8s/skaffold.yaml');
      writeFileSync(nearer, 'build: { artifacts: [{ image: near }] }');
      expect(images()).toEqual({
        file: nearer,
        artifacts: [{ image: 'near', folder: join(shop, 'deploy/k8s') }],
      });
    });

    it('is named in findings by a path that opens', () => {
      const file = join(shop, 'deploy/k8s/skaffold.yaml');
      writeFileSync(file, 'build: [');
      expect(readArtifacts(root, join(shop, 'deploy/k8s')).findings).toMatchObject([{ location: { file } }]);
    });
  });
});

describe('artifactFor', () => {
  it('takes the image of another registry for none that the manifests only borrow', () => {
    const borrowed = [{ image: 'frontend', folder: '/frontend', isBorrowed: true as const }];
    expect(artifactFor('frontend:1', borrowed)).toBe(borrowed[0]);
    expect(artifactFor('registry.example/shop/frontend:1', borrowed)).toBeUndefined();
  });

  const artifacts = [{ image: 'shop/cart', folder: '/cart' }];
  it.each([
    'shop/cart',
    'shop/cart:1.2',
    'registry.example:5000/shop/cart:1.2',
    'registry.example/team/shop/cart@sha256:00',
    'shop/cart:1.2@sha256:00',
  ])('%s is the artifact', (image) => expect(artifactFor(image, artifacts)).toBe(artifacts[0]));
  it.each(['cart', 'cart:1.2', 'workshop/cart', 'shop/cart-api', 'shop/cart/api:1'])('%s is none', (image) =>
    expect(artifactFor(image, artifacts)).toBeUndefined(),
  );
});
