// The arrows of the design: cli → mesh-client → local → istio → nothing; kustomize → istio (its findings); kustomize, envoy, cluster,
// local, scaffold, mesh-client and cli → process; all that throw → errors; errors, process, helm and observe are leaves.
const only = (from, allowed) => ({
  name: `${from}-imports-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^packages/${from}/` },
  to: { path: '^(packages|apps)/', pathNot: `^packages/(${[from, ...allowed].join('|')})/` },
});

/** The stages of packages/istio, each of which knows only those before it; tests may know all. */
const stage = (from, allowed) => ({
  name: `istio-${from}-imports-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^packages/istio/src/${from}/`, pathNot: '\\.test\\.ts$' },
  to: {
    path: '^packages/istio/src/',
    pathNot: `^packages/istio/src/(${[from, ...allowed].join('|')})/`,
  },
});

export default {
  forbidden: [
    only('istio', []),
    only('errors', []),
    only('process', []),
    // The messages of its findings are in the catalogue of packages/istio.
    only('kustomize', ['errors', 'istio', 'process']),
    only('envoy', ['errors', 'process']),
    only('cluster', ['errors', 'process']),
    only('helm', ['errors']),
    only('service-kit', []),
    // Its template is an app, and only that imports what apps do.
    only('scaffold', ['errors', 'process', 'service-kit']),
    only('observe', []),
    only('evidence', ['istio']),
    // A program of its own: the lab starts it, and knows its messages.
    only('stand-in', ['service-kit']),
    only('local', ['errors', 'istio', 'envoy', 'kustomize', 'process', 'stand-in']),
    only('mesh-client', ['envoy', 'errors', 'evidence', 'istio', 'cluster', 'local', 'observe', 'process']),
    // Lessons ask a mesh through its interface, and know nothing of where it runs.
    only('lessons', ['errors', 'istio', 'mesh-client', 'observe']),
    {
      name: 'lessons-use-the-vocabulary-of-lessons',
      severity: 'error',
      from: { path: '^lessons/' },
      to: { path: '^(packages|apps)/', pathNot: '^packages/lessons/' },
    },
    only('console', ['envoy', 'errors', 'evidence', 'istio', 'lessons', 'local', 'mesh-client', 'observe']),
    only('cli', [
      'console',
      'errors',
      'istio',
      'envoy',
      'evidence',
      'kustomize',
      'lessons',
      'cluster',
      'helm',
      'observe',
      'local',
      'mesh-client',
      'process',
      'scaffold',
    ]),
    {
      name: 'the-page-of-the-console-runs-in-a-browser',
      comment:
        'It knows the protocol, not the server. Of packages it takes types; esbuild fails on what needs Node.',
      severity: 'error',
      from: { path: '^packages/console/src/(page|measure)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^packages/console/src/(feed|lab|picture|server)/' },
    },
    stage('findings', []),
    stage('resources', ['findings']),
    stage('model', ['findings', 'resources']),
    stage('analysis', ['findings', 'resources', 'model']),
    stage('xds', ['model']),
    stage('explain', ['findings', 'model', 'xds']),
    stage('diff', ['findings', 'resources', 'model', 'xds', 'explain']),
    {
      name: 'xds-parses-nothing',
      comment: 'The model has values where resources have text: durations, shares, ports, addresses.',
      severity: 'error',
      from: { path: '^packages/istio/src/xds/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/istio/src/model/(read-[a-z0-9-]+|duration|percentage|port|cidr-range)\\.ts$' },
    },
    {
      name: 'explain-reads-what-envoy-reads',
      comment: 'Of xds/ the messages, their names and the translation as a whole; not how it comes about.',
      severity: 'error',
      from: { path: '^packages/istio/src/explain/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^packages/istio/src/xds/',
        pathNot: '^packages/istio/src/xds/(clusters/cluster-name|names|translate|typed-config|types)\\.ts$',
      },
    },
    {
      name: 'apps-know-nothing-of-the-lab',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^(packages|apps)/', pathNot: ['^apps/$1/', '^packages/service-kit/'] },
    },
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one file, or miss a third; types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'only-tests-and-tools-know-tests-and-tools',
      severity: 'error',
      from: { path: '^(packages|apps)/' },
      to: { path: '^(tests|tools|bench)/' },
    },
    {
      name: 'istio-is-pure',
      comment:
        'packages/istio takes text and plain objects; files, processes, clocks and sockets stay outside.',
      severity: 'error',
      from: { path: '^packages/istio/src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(\\.next|/dist/|/testdata/)' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
};
