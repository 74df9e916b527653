import { samples } from './0001-samples.ts';
import { changes } from './0002-changes.ts';
import { records } from './0003-records.ts';
import { views } from './0004-views.ts';
import { entries } from './0005-entries.ts';
import { keeping } from './0006-keeping.ts';
import { audit } from './0007-audit.ts';
import type { Migration } from './migration.ts';

/** All steps in order; the last one's version is the version this program writes. */
export const MIGRATIONS: readonly Migration[] = [samples, changes, records, views, entries, keeping, audit];
export const SCHEMA_VERSION = MIGRATIONS.length;
