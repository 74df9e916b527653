// What goes into the installed application. NSIS and AppImage need a build machine with internet;
// the unpacked folder for the .deb is made offline (scripts/tasks/package-deb.ts).
// The engine's sources, their packages and Node are laid out by scripts/package/payload.ts and added
// by scripts/package/after-pack.mjs.

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'kr.muljigi.app',
  productName: 'Muljigi',
  executableName: 'muljigi',
  copyright: 'Apache-2.0',
  directories: { output: 'dist', buildResources: 'packaging' },
  asar: true,
  files: ['out/main/**', 'out/preload/**', 'out/renderer/**', 'package.json', '!node_modules'],
  extraResources: [
    { from: 'packaging/muljigi-engine.service', to: 'muljigi-engine.service' },
    { from: 'LICENSE', to: 'LICENSE' },
  ],
  publish: null,
  npmRebuild: false,
  nodeGypRebuild: false,
  afterPack: './scripts/package/after-pack.mjs',
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: { target: ['AppImage'], category: 'Utility', maintainer: 'Muljigi <muljigi@localhost>' },
  win: { target: ['nsis'] },
  nsis: { oneClick: false, perMachine: true, allowToChangeInstallationDirectory: true, deleteAppDataOnUninstall: false },
};
