import { listNames } from '../list-names.ts';
import { entry, entryOfMany } from './entry.ts';

/** TLS to servers, and routes that no request reaches. */
export const IST_012X = {
  IST0128: entry({
    name: 'NoServerCertificateVerificationDestinationLevel',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ mode, host }: { mode: string; host: string }) =>
      `tls.mode ${mode} without caCertificates: the rule names no CA to verify the certificate of ${host}`,
    sample: [{ mode: 'SIMPLE', host: 'api.test' }],
    meaning:
      "A DestinationRule starts TLS to a server and does not say which CA signs the server's certificate.",
    remedy:
      "Set `caCertificates` to the CA's file. Without it, the proxy trusts the root CAs of its operating system, and any " +
      'name that they certify unless `subjectAltNames` lists the allowed names.',
  }),

  IST0129: entry({
    name: 'NoServerCertificateVerificationPortLevel',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ mode, host, port }: { mode: string; host: string; port: number | undefined }) =>
      `tls.mode ${mode} without caCertificates: the rule names no CA to verify the certificate of ${host} on port ${port}`,
    sample: [{ mode: 'MUTUAL', host: 'api.test', port: 444 }],
    meaning: 'The same as [IST0128](#ist0128-noservercertificateverificationdestinationlevel), for one port.',
    remedy: "Set `caCertificates` in the port's `tls`.",
  }),

  IST0130: entryOfMany({
    name: 'VirtualServiceUnreachableRule',
    severity: 'warning',
    effect: 'in-effect',
    messages: {
      catchAll: ({ route, earlier }: { route: string; earlier: string }) =>
        `route ${route} is never used: the earlier route ${earlier} has no match and takes all traffic`,
      repeated: ({ route }: { route: string }) =>
        `route ${route} is never used: earlier routes have all of its matches`,
    },
    sample: ['catchAll', { route: '"canary"', earlier: '"everything"' }],
    meaning:
      'No request reaches the route: an earlier route has no `match` and takes everything, or earlier routes have all of its matches.',
    remedy: 'The first route that matches wins. Put narrow routes first, and the route without `match` last.',
  }),

  IST0131: entry({
    name: 'VirtualServiceIneffectiveMatch',
    severity: 'info',
    effect: 'in-effect',
    message: ({ match, route, earlier }: { match: number; route: string; earlier: string }) =>
      `match ${match} of route ${route} is never used: the earlier route ${earlier} takes the same requests`,
    sample: [{ match: 0, route: '#1', earlier: '#0' }],
    meaning:
      'A match repeats a match of an earlier route, or its prefix is within an earlier prefix that has no other condition.',
    remedy: 'Remove the match, or put the narrower route first. Routes and matches are counted from 0.',
  }),

  IST0132: entryOfMany({
    name: 'VirtualServiceHostNotFoundInGateway',
    severity: 'warning',
    effect: 'in-effect',
    messages: {
      others: (args: { gateway: string; served: readonly string[]; hosts: readonly string[] }) =>
        `gateway ${args.gateway} serves ${listNames(args.served)} and none of this VirtualService's hosts (${listNames(args.hosts)})`,
      none: ({ gateway, namespace }: { gateway: string; namespace: string }) =>
        `gateway ${gateway} serves no hosts of VirtualServices in namespace ${namespace}`,
    },
    sample: [
      'others',
      { gateway: 'shop/public', served: ['shop.test', 'stock.test'], hosts: ['theirs.test'] },
    ],
    meaning:
      "A VirtualService has no effect at its Gateway: the Gateway serves none of the VirtualService's hosts.",
    remedy:
      "Add the host to the Gateway's server. `bank/theirs.test` there means: for VirtualServices of namespace `bank` only.",
  }),
} as const;
