// What Kubernetes' own kinds are made of, from the API's schemas (see docs/dependencies.md: kubernetes-models).
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { ICronJobSpec } from 'kubernetes-models/batch/v1/CronJobSpec';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IContainerStatus } from 'kubernetes-models/v1/ContainerStatus';
import type { IPod } from 'kubernetes-models/v1/Pod';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { IServiceSpec } from 'kubernetes-models/v1/ServiceSpec';

export type ObjectMeta = NonNullable<IPod['metadata']>;

export type PodSpec = NonNullable<IPod['spec']>;
export type PodStatus = NonNullable<IPod['status']>;
export type PodTemplateSpec = IPodTemplateSpec;
export type Container = IContainer;
export type ContainerStatus = IContainerStatus;
export type EnvVar = NonNullable<Container['env']>[number];
export type Probe = IProbe;

export type Deployment = IDeployment;
export type CronJobSpec = ICronJobSpec;
/** The workloads of `apps` and `batch` that have a template: as much as they have in common. */
export type WorkloadSpec = Partial<
  Pick<NonNullable<Deployment['spec']>, 'replicas' | 'selector' | 'template'>
>;

export type ServiceSpec = IServiceSpec;
export type ServicePort = NonNullable<ServiceSpec['ports']>[number];
