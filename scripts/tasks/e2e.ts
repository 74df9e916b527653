// `npm run test:e2e [-- FILE...]`: builds what changed and runs the end-to-end tests.
import path from 'node:path';
import { build } from '../build.ts';
import { ALLOW_ROOT } from '../lib/electron-args.ts';
import { runPlaywright } from '../lib/screen.ts';

const root = path.resolve(import.meta.dirname, '../..');
process.exitCode = build() ? runPlaywright(root, process.argv.slice(2), { ...process.env, [ALLOW_ROOT]: '1' }) : 1;
