// The layer rules of docs/architecture.md as data for eslint-plugin-boundaries. What is not allowed
// here is an error, type-only imports included. test/lint proves each rule by breaking it.

/** Folder of each layer, most specific first: the first match names the file's layer. */
export const elements = [
  { type: 'core', pattern: 'src/core' },
  { type: 'contract', pattern: 'src/contract' },
  { type: 'engine-app', pattern: 'src/engine/app' },
  { type: 'engine-ports', pattern: 'src/engine/ports' },
  { type: 'engine-adapter', pattern: 'src/engine/*', capture: ['adapter'] },
  { type: 'twin', pattern: 'src/twin' },
  { type: 'main', pattern: 'src/main' },
  { type: 'preload', pattern: 'src/preload' },
  { type: 'renderer', pattern: 'src/renderer' },
  // Data: translations, profiles, icons. Window and shell may import them; the engine reads them as files.
  { type: 'resources', pattern: 'resources' },
  { type: 'tools', pattern: ['scripts', 'bench'] },
  { type: 'test', pattern: 'test' },
];

/** Which layers each layer may import. */
const layersAllowed = {
  core: [],
  contract: ['core'],
  'engine-ports': ['core', 'contract'],
  'engine-adapter': ['core', 'contract', 'engine-ports'],
  'engine-app': ['core', 'contract', 'engine-ports', 'engine-adapter'],
  twin: ['core'],
  // main may use pure core; preload derives its bridge from the contract alone.
  main: ['core', 'contract', 'resources'],
  preload: ['contract'],
  renderer: ['core', 'contract', 'resources'],
};

/** Packages each layer may import; everything else from node_modules is refused. */
const packagesAllowed = {
  core: ['zod'],
  contract: ['zod'],
  'engine-ports': ['zod'],
  'engine-adapter': [
    'zod', 'better-sqlite3', 'serialport', 'pino', 'rotating-file-stream',
    'csv-parse', 'csv-stringify', 'luxon', 'age-encryption', 'systeminformation',
    'exceljs', 'fflate', 'hyparquet-writer', 'pdfkit', 'uqr', 'otpauth',
  ],
  'engine-app': ['zod', 'pino', 'rotating-file-stream', 'csv-parse', 'csv-stringify', 'luxon'],
  twin: ['zod', 'serialport', 'csv-parse'],
  main: ['zod', 'electron'],
  preload: ['zod', 'electron'],
  renderer: [
    'zod', 'react', 'react-dom', '@base-ui/react', 'echarts', 'uplot',
    'zustand', 'i18next', 'react-i18next', 'lucide-react', 'luxon', 'pretendard', 'fflate', 'es-hangul',
    'csv-stringify', 'uqr',
  ],
};

/** Layers that run in Node and may use its built-in modules. */
const nodeLayers = ['engine-ports', 'engine-adapter', 'engine-app', 'twin', 'main'];

/** @param {string} type */
const ofType = (type) => ({ element: { type } });

export const policies = [
  ...Object.entries(layersAllowed).flatMap(([from, allowed]) =>
    allowed.map((to) => ({ from: ofType(from), allow: { to: ofType(to) } })),
  ),
  ...Object.entries(packagesAllowed).map(([from, sources]) => ({
    from: ofType(from),
    allow: { to: { module: { origin: 'external', source: sources } } },
  })),
  ...nodeLayers.map((from) => ({
    from: ofType(from),
    allow: { to: { module: { origin: 'core' } } },
  })),
  // Scripts, benches and tests look into every layer and use any package.
  ...['tools', 'test'].map((from) => ({
    from: ofType(from),
    allow: { to: { module: { origin: ['local', 'external', 'core'] } } },
  })),
];
