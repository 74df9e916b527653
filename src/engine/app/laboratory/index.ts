import { isUsable } from '#core/signal/sample.ts';
import { PROVENANCES, QUALITIES } from '#core/signal/sample.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Log } from '#engine/ports/platform.ts';
import type { Engine } from '../engine.ts';
import { ImportService } from './import-service.ts';
import type { LaboratoryParts } from './laboratory-handlers.ts';
import { LaboratoryService } from './laboratory-service.ts';

/** The laboratory of a running engine: readings by hand and files of them. */
export function createLaboratory(engine: Engine, clock: Clock, log: Log): LaboratoryParts {
  const { profile, historian, store } = engine;
  const live = (tag: string): number | null => {
    const wire = engine.publisher.full(engine.status()).samples[tag];
    if (wire === undefined) return null;
    const [value, quality, provenance, sourceTimeMs] = wire;
    const sample = {
      value,
      quality: QUALITIES[quality] ?? 'notYetRead',
      provenance: PROVENANCES[provenance] ?? 'measured',
      sourceTimeMs,
    };
    return isUsable(sample) ? value : null;
  };
  const readings = new LaboratoryService({ profile, historian, store, clock, log, live });
  return { readings, imports: new ImportService({ laboratory: readings, historian, clock, log }) };
}
