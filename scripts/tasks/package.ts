// `npm run package`: installers of this system (NSIS on Windows, AppImage on Linux). electron-builder
// downloads its tools and Electron for it, so this needs a build machine with internet.
import path from 'node:path';
import { build as makeInstallers } from 'electron-builder';
import config from '../../electron-builder.config.mjs';
import { build } from '../build.ts';
import { makePayload } from '../package/payload.ts';

const root = path.resolve(import.meta.dirname, '../..');
if (build()) {
  makePayload(root);
  const files = await makeInstallers({ projectDir: root, config, publish: 'never' });
  for (const file of files) process.stdout.write(`${path.relative(root, file)}\n`);
} else {
  process.exitCode = 1;
}
