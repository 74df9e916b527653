import type { PlantProfile } from '#core/plant/profile.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Connection } from '#contract/connection.ts';
import type { Historian } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import type { Interim } from './keeping/open-history.ts';
import type { PlantSource } from './plant-source.ts';

export interface EngineOptions {
  readonly profile: PlantProfile;
  readonly connection: Connection;
  readonly historian: Historian;
  /** What is known while the history is still being brought back; without it the history is asked. */
  readonly interim?: Interim | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Makes the way to the plant for a connection. */
  readonly source: (connection: Connection) => PlantSource;
}
