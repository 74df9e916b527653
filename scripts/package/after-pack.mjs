// Takes the starter of a registry-hosted runtime out of the package (scripts/bootstrap/default-app.mjs):
// the installed application starts from its own archive alone.
import { rm } from 'node:fs/promises';
import path from 'node:path';

/** @param {import('electron-builder').AfterPackContext} context */
export default async function afterPack(context) {
  if (context.electronPlatformName !== 'linux') return;
  await rm(path.join(context.appOutDir, 'resources/app'), { recursive: true, force: true });
}
