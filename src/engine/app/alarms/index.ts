import { AlarmDesk } from './alarm-desk.ts';
import type { AlarmDeskOptions } from './alarm-desk.ts';
import { AlarmRecords } from './alarm-records.ts';

export interface AlarmParts {
  readonly desk: AlarmDesk;
  readonly records: AlarmRecords;
}

/** The alarms of a running engine: what people do to them, and their records. */
export function createAlarms(options: AlarmDeskOptions): AlarmParts {
  return { desk: new AlarmDesk(options), records: new AlarmRecords(options.engine) };
}
