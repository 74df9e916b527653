// Adds the engine and its Node to the packed application, and takes out the starter of a
// registry-hosted runtime (scripts/bootstrap/default-app.mjs): the installed application starts
// from its own archive alone. electron-builder's own copying leaves out folders named node_modules.
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';

/** @param {import('electron-builder').AfterPackContext} context */
export default async function afterPack(context) {
  const resources = context.packager.getResourcesDir(context.appOutDir);
  await rm(path.join(resources, 'app'), { recursive: true, force: true });
  const payload = path.join(context.packager.projectDir, 'dist/payload');
  for (const part of ['engine', 'node']) {
    await cp(path.join(payload, part), path.join(resources, part), { recursive: true });
  }
}
