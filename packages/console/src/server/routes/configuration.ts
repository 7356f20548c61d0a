import { join } from 'node:path';
import { findingTitle, type Resource, resourceName, translate } from '@lab/istio';
import { InvalidRequestError } from '@lab/mesh-client';
import { partKey, partsOf } from '../../configuration/parts.ts';
import { resourceYaml } from '../../configuration/shown-resource.ts';
import { sourceLines } from '../../configuration/source-lines.ts';
import type {
  ChangesAnswer,
  FindingsAnswer,
  PartSource,
  ProxiesAnswer,
  ProxyAnswer,
  ResourcesAnswer,
} from '../../protocol.ts';
import { requireUnmuted } from '../muted.ts';
import type { ApiRequest, Routes } from '../route.ts';

/** The configuration in force: what is wrong with it, where it is written and where it acts. */
export const configurationRoutes: Routes = {
  'GET /api/findings': findings,
  'GET /api/resources': resources,
  'GET /api/proxies': proxies,
  'GET /api/proxies/*': proxy,
  'GET /api/changes': changes,
};

async function findings({ source }: ApiRequest): Promise<FindingsAnswer> {
  const { status, muted } = await source.status();
  const folders = { root: source.root, shown: [source.manifests(), join(source.root, 'k8s')] };
  const found = (status.findings ?? []).map((finding) => {
    const lines = sourceLines(finding.location, folders);
    return { finding, title: findingTitle(finding.code), ...(lines && { source: lines }) };
  });
  return {
    isAnalyzed: status.findings !== undefined,
    findings: found,
    ...(muted !== undefined && { muted }),
  };
}

async function resources({ source, configuration: desk }: ApiRequest): Promise<ResourcesAnswer> {
  const configuration = await source.configuration();
  const acts = await desk.acts(configuration);
  return {
    resources: configuration.resources.map((resource) => {
      const { kind, metadata } = resource;
      const { name, namespace } = metadata;
      const id = resourceName(resource);
      const shown = { id, kind, name, yaml: resourceYaml(resource), acts: acts[id] ?? [] };
      return { ...shown, ...(namespace !== undefined && { namespace }), location: resource.locate() };
    }),
  };
}

async function proxies({ source }: ApiRequest): Promise<ProxiesAnswer> {
  requireOwn(source);
  const { mesh } = await source.configuration();
  const all = mesh.pods.filter(({ proxy }) => proxy !== 'none');
  return {
    proxies: all.map(({ namespace, name, workload }) => ({
      pod: `${namespace}/${name}`,
      workload: `${namespace}/${workload}`,
    })),
  };
}

async function proxy({ source, configuration: desk, rest }: ApiRequest): Promise<ProxyAnswer> {
  requireOwn(source);
  const configuration = await source.configuration();
  const pod = configuration.mesh.pods.find(({ namespace, name }) => `${namespace}/${name}` === rest);
  if (!pod || pod.proxy === 'none') throw new InvalidRequestError(`no pod with a proxy is called ${rest}`);
  const acts = await desk.acts(configuration);
  const workload = `${pod.namespace}/${pod.workload}`;
  const sources = new Map<string, PartSource[]>();
  for (const resource of configuration.resources) {
    const id = resourceName(resource);
    for (const act of acts[id] ?? []) {
      if (act.workload !== workload) continue;
      for (const part of act.parts)
        sources.set(partKey(part), [...(sources.get(partKey(part)) ?? []), sourceOf(resource)]);
    }
  }
  return {
    pod: rest,
    parts: partsOf(translate(configuration.mesh, pod)).map((part) => ({
      ...part,
      sources: sources.get(partKey(part)) ?? [],
    })),
  };
}

/** What istiod makes of resources for its proxies is not known here. @throws InvalidRequestError for a mesh in a cluster */
function requireOwn({ context }: ApiRequest['source']): void {
  if (context === undefined) return;
  throw new InvalidRequestError(`the Envoy configuration of proxies is not read from ${context}`);
}

function sourceOf(resource: Resource): PartSource {
  return { resource: resourceName(resource), location: resource.locate() };
}

async function changes({ source, configuration: desk }: ApiRequest): Promise<ChangesAnswer> {
  await requireUnmuted(source);
  return desk.lastChange();
}
