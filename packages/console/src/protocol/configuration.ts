import type { Finding, MeshDiff, SourceLocation } from '@lab/istio';

/** `GET /api/findings`. */
export interface FindingsAnswer {
  /** Whether anything is analyzed: files are, resources of a cluster are not. */
  readonly isAnalyzed: boolean;
  readonly findings: readonly FindingWithSource[];
  /** The incident that is open: findings that would tell its cause are left out. */
  readonly muted?: string;
}

export interface FindingWithSource {
  readonly finding: Finding;
  /** What the code means, as docs/findings.md has it. */
  readonly title: string;
  /** Absent where the file cannot be read. */
  readonly source?: SourceLines;
}

/** A part of a file: the line that is meant, and four before and after it. */
export interface SourceLines {
  readonly file: string;
  /** Number of the first of the lines, from 1. */
  readonly first: number;
  readonly lines: readonly string[];
  /** Number of the line that is meant. */
  readonly line: number;
}

/** `GET /api/resources`: the resources in force. */
export interface ResourcesAnswer {
  readonly resources: readonly ResourceEntry[];
}

export interface ResourceEntry {
  /** `Kind NAMESPACE/NAME` */
  readonly id: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly location?: SourceLocation;
  /** The resource as it is in force; values of Secrets are left out. */
  readonly yaml: string;
  /** Where Envoy's configuration comes from it. */
  readonly acts: readonly ResourceAct[];
}

/** That parts of the configuration of a workload's proxies come from a resource. */
export interface ResourceAct {
  /** `NAMESPACE/WORKLOAD` */
  readonly workload: string;
  readonly parts: readonly PartName[];
}

export type PartType = 'listener' | 'route' | 'cluster' | 'endpoints';

export interface PartName {
  readonly type: PartType;
  readonly name: string;
}

/** `GET /api/proxies`: the proxies whose configuration can be shown. */
export interface ProxiesAnswer {
  readonly proxies: readonly { readonly pod: string; readonly workload: string }[];
}

/** `GET /api/proxies/NAMESPACE/POD`: what the proxy gets, as a proxy in a cluster would have it. */
export interface ProxyAnswer {
  /** `NAMESPACE/NAME` */
  readonly pod: string;
  readonly parts: readonly ProxyPart[];
}

export interface ProxyPart extends PartName {
  readonly config: unknown;
  /** The resources that it comes from. */
  readonly sources: readonly PartSource[];
}

export interface PartSource {
  /** `Kind NAMESPACE/NAME` */
  readonly resource: string;
  readonly location?: SourceLocation;
}

/** `GET /api/changes`: what the last edit that took effect does to requests, as `./lab diff --json` says it. */
export interface ChangesAnswer {
  /** Absent before the first edit. */
  readonly last?: {
    /** Milliseconds since the epoch. */
    readonly at: number;
    readonly files: readonly string[];
    readonly diff: MeshDiff;
  };
  readonly muted?: string;
}
