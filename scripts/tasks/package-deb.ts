// `npm run package:deb`: makes dist/muljigi_VERSION_ARCH.deb without internet.
// MULJIGI_DEB_COMPRESSION chooses xz (default, small, minutes), zstd, gzip or none (fast, for tests).
import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Arch, build as package_, Platform } from 'electron-builder';
import { Installer } from 'electron-installer-debian';
import config from '../../electron-builder.config.mjs';
import { build } from '../build.ts';
import { makePayload } from '../package/payload.ts';

const root = path.resolve(import.meta.dirname, '../..');
const electron = process.env['MULJIGI_ELECTRON'];
const electronVersion = process.env['MULJIGI_ELECTRON_VERSION'];
const debArch = process.arch === 'arm64' ? 'arm64' : 'amd64';

if (process.platform !== 'linux') fail('A .deb is made on Linux.');
if (electron === undefined || electronVersion === undefined) fail('Start with: npm run package:deb');
if (!build()) fail('The window could not be built; the message is above.');
await makeDeb(path.dirname(electron), electronVersion);

async function makeDeb(electronDist: string, version: string): Promise<void> {
  say('Laying out the engine, its packages and Node ...');
  makePayload(root);
  say(`Packing the application with Electron ${version} ...`);
  await package_({
    projectDir: root,
    targets: Platform.LINUX.createTarget('dir', process.arch === 'arm64' ? Arch.arm64 : Arch.x64),
    config: { ...config, electronDist, electronVersion: version },
    publish: 'never',
  });
  const src = path.join(root, process.arch === 'arm64' ? 'dist/linux-arm64-unpacked' : 'dist/linux-unpacked');
  copyFileSync(path.join(root, 'LICENSE'), path.join(src, 'LICENSE'));
  const compression = process.env['MULJIGI_DEB_COMPRESSION'] ?? 'xz';
  say(`Making the .deb (${compression}) ...`);
  const dest = path.join(root, 'dist');
  // electron-builder's own updater is not used; its settings file would only mislead.
  rmSync(path.join(src, 'resources/app-update.yml'), { force: true });
  const installer = new Installer({
    src,
    dest,
    arch: debArch,
    rename: (folder) => path.join(folder, '<%= name %>_<%= version %>_<%= arch %>.deb'),
    logger: () => undefined,
    options: {
      name: 'muljigi',
      bin: 'muljigi',
      productName: 'Muljigi',
      genericName: 'Wastewater plant operation',
      section: 'misc',
      categories: ['Utility'],
      compression,
      icon: path.join(root, 'packaging/icon.png'),
      scripts: {
        postinst: path.join(root, 'packaging/debian/postinst'),
        prerm: path.join(root, 'packaging/debian/prerm'),
        postrm: path.join(root, 'packaging/debian/postrm'),
      },
      // The service runs under a user of its own.
      depends: ['adduser'],
      // Text and trash helpers that Electron names are of no use to this application.
      recommends: [],
    },
  });
  await installer.generateDefaults();
  installer.generateOptions();
  await installer.createStagingDir();
  await installer.createContents();
  addService(installer.stagingDir);
  addRestoreCommand(installer.stagingDir);
  await installer.createPackage();
  await installer.movePackage();
  rmSync(path.join(root, 'dist/payload'), { recursive: true, force: true });
  process.stdout.write(`dist/muljigi_*_${debArch}.deb\n`);
}

/** The unit is installed but not switched on: whether the engine outlives the desktop is the site's decision. */
function addService(stagingDir: string): void {
  const units = path.join(stagingDir, 'lib/systemd/system');
  mkdirSync(units, { recursive: true });
  cpSync(path.join(root, 'packaging/muljigi-engine.service'), path.join(units, 'muljigi-engine.service'));
  chmodSync(path.join(units, 'muljigi-engine.service'), 0o644);
}

/** `muljigi-restore` brings a backup back on a computer where no engine runs. */
function addRestoreCommand(stagingDir: string): void {
  const bin = path.join(stagingDir, 'usr/bin');
  mkdirSync(bin, { recursive: true });
  cpSync(path.join(root, 'packaging/muljigi-restore'), path.join(bin, 'muljigi-restore'));
  chmodSync(path.join(bin, 'muljigi-restore'), 0o755);
}

function say(text: string): void {
  process.stderr.write(`[muljigi] ${text}\n`);
}

function fail(text: string): never {
  say(text);
  process.exit(1);
}
