type Mode = { readonly mode: string };
type Protocol = { readonly protocol: string };

/** Gateways of Istio's own. */
export const GATEWAY = {
  gatewayOwnName: ({ name }: { name: string }) => `"${name}" is not a valid Gateway name`,
  noServers: () => 'a Gateway needs at least one server',
  serverPortTwice: ({ name }: { name: string }) => `two servers have a port with the name "${name}"`,
  serverHosts: () => 'a server needs at least one host',
  serverPort: () => 'a server needs a port',
  serverProtocol: ({ protocol, hint }: Protocol & { readonly hint: string }) =>
    `protocol "${protocol}" does not exist${hint}`,
  serverTargetPort: () => 'targetPort has no effect in a Gateway: remove it',
  serverPortName: () => 'the port needs a name',
  serverTlsMissing: ({ protocol }: Protocol) => `protocol ${protocol} needs tls settings`,
  serverTlsNotAllowed: ({ protocol }: Protocol) => `protocol ${protocol} does not allow tls settings`,
  certificatesOfIstio: () => 'mode ISTIO_MUTUAL uses certificates from Istio: name no others',
  certificateMissing: ({ mode, field }: Mode & { readonly field: string }) =>
    `mode ${mode} needs credentialName or ${field}`,
  hostAfterNamespace: ({ entry }: { entry: string }) => `"${entry}" has no host after the namespace`,
} as const;

export const GATEWAY_WARNINGS = {
  httpsRedirect: () => 'httpsRedirect has an effect only on a server with protocol HTTP',
  certificateUnused: ({ mode }: Mode) =>
    `mode ${mode} does not terminate TLS, so the certificates have no effect`,
} as const;
