import fc from 'fast-check';
import { ASM1_PARAMETERS } from '#core/process/asm1/parameters.ts';
import type { Asm1Values } from '#core/process/asm1/parameters.ts';

/** Every parameter anywhere in its range. */
export const anyValues: fc.Arbitrary<Asm1Values> = fc
  .record(
    Object.fromEntries(
      Object.entries(ASM1_PARAMETERS).map(([symbol, { min, max }]) => [
        symbol,
        fc.double({ min, max, noNaN: true }),
      ]),
    ),
  )
  .map((values) => values as unknown as Asm1Values);
