import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { messageType } from './envoy-messages.ts';
import type { EncodedResource } from './resource-set.ts';

/** What the lab reads of an envoy.service.discovery.v3.DeltaDiscoveryRequest. */
export interface DeltaRequest {
  /** In the first request of a stream. */
  readonly node?: { readonly id: string };
  readonly typeUrl: string;
  readonly resourceNamesSubscribe: readonly string[];
  readonly resourceNamesUnsubscribe: readonly string[];
  /** Empty for a request that answers none of the lab's. */
  readonly responseNonce: string;
  /** Why what the response brought is refused; absent where it is taken. */
  readonly errorDetail?: { readonly message: string };
}

/** envoy.service.discovery.v3.DeltaDiscoveryResponse */
export interface DeltaResponse {
  readonly typeUrl: string;
  readonly nonce: string;
  readonly resources: readonly EncodedResource[];
  readonly removedResources: readonly string[];
}

const REQUEST = messageType('envoy.service.discovery.v3.DeltaDiscoveryRequest');
const RESPONSE = messageType('envoy.service.discovery.v3.DeltaDiscoveryResponse');

/** The one method of envoy.service.discovery.v3.AggregatedDiscoveryService that the lab has. */
export const DELTA_DISCOVERY: ServiceDefinition = {
  deltaAggregatedResources: {
    path: '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources',
    requestStream: true,
    responseStream: true,
    requestDeserialize: (bytes) => fromBinary(REQUEST, bytes),
    responseSerialize: encodeResponse,
    requestSerialize: (request: object) => Buffer.from(toBinary(REQUEST, create(REQUEST, request as never))),
    responseDeserialize: (bytes) => fromBinary(RESPONSE, bytes),
  },
};

function encodeResponse({ typeUrl, resources, ...rest }: DeltaResponse): Buffer {
  const packed = resources.map(({ value, ...resource }) => ({
    ...resource,
    resource: create(AnySchema, { typeUrl, value }),
  }));
  const message = create(RESPONSE, { ...rest, typeUrl, resources: packed } as never);
  return Buffer.from(toBinary(RESPONSE, message));
}
