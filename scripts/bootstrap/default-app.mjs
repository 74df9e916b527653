// Starts the application folder named on the command line, as plain Electron does by itself:
//   electron [-r MODULE] [--switches] FOLDER [words]
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

// Electron has these two for its own default app and leaves them out of its types.
const starter = /** @type {{ setVersion(version: string): void, setAppPath(dir: string): void }} */ (
  /** @type {unknown} */ (app)
);

const preloadAt = process.argv.findIndex((word) => word === '-r' || word === '--require');
const preload = preloadAt === -1 ? undefined : process.argv[preloadAt + 1];
// The test driver's module takes its own words out of process.argv.
if (preload !== undefined) createRequire(import.meta.url)(preload);

const folder = process.argv.slice(1).find((word) => !word.startsWith('-') && word !== preload);
if (folder === undefined) {
  process.stderr.write('No application folder was given.\n');
  app.exit(2);
} else {
  const dir = path.resolve(folder);
  const about = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
  app.setName(about.productName ?? about.name);
  starter.setVersion(about.version);
  starter.setAppPath(dir);
  await import(pathToFileURL(path.join(dir, about.main)).href);
}
