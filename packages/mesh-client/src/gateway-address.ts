/** Where requests from outside of the mesh go. */
export interface GatewayAddress {
  /** An address of loopback; 127.0.0.1 without. */
  readonly address?: string;
  /** TCP port. */
  readonly port: number;
  /** A host name that the gateway has a route for. */
  readonly host: string;
  /** What a person should know of the way there. */
  readonly note?: string;
}
