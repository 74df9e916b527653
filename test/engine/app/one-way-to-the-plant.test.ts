import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const src = path.resolve(import.meta.dirname, '../../../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({
    file: file.replaceAll('\\', '/'),
    text: readFileSync(path.join(src, file), 'utf8'),
  }));

describe('there is one way to a coil', () => {
  it('only the command path writes to a bus, and it takes nothing but demands', () => {
    const writers = files.filter(
      ({ file, text }) =>
        file.startsWith('engine/') &&
        !file.startsWith('engine/fieldbus/') &&
        /confirmWrite\(|\bbus\.write\(|\bbus\(\)\.write\(/.test(text),
    );
    expect(writers.map(({ file }) => file)).toEqual(['engine/app/command-path.ts']);
    expect(writers[0]!.text).toMatch(/async #write\(\s*demand: Demand/);
    expect(writers[0]!.text).toMatch(/if \(!isDemand\(demand\)\)\s+throw/);
  });

  it('demands are made in the safety layer alone', () => {
    expect(
      files
        .filter(({ text }) => /makeDemand|as Demand\b|as unknown as Demand/.test(text))
        .map(({ file }) => file),
    ).toEqual(['core/safety/authorise.ts']);
  });
});
