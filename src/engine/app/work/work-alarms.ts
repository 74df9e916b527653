import type { ExternalAlarm } from '#core/alarms/alarm-list.ts';
import type { StockItem } from '#core/plant/stores.ts';
import type { MachineLock } from '#core/work/lock.ts';

/** Where alarms of other parts of the engine are told. */
export interface AlarmBoard {
  stand(alarm: Omit<ExternalAlarm, 'stands'>): void;
  end(alarm: Pick<ExternalAlarm, 'id' | 'code'>): void;
}

/** What of the work rings: a locked motor that runs, a chemical that runs low. */
export class WorkAlarms {
  #board: AlarmBoard | null = null;

  /** From now on alarms are told here. */
  join(board: AlarmBoard): void {
    this.#board = board;
  }

  lockedRuns(
    { unit, owner, lockTag }: Pick<MachineLock, 'unit' | 'owner' | 'lockTag'>,
    stands: boolean,
  ): void {
    const alarm = { id: `lock-${unit}`, code: 'alarm.lockedRuns' } as const;
    if (stands) this.#board?.stand({ ...alarm, equipment: unit, params: { unit, owner, lockTag } });
    else this.#board?.end(alarm);
  }

  /** A lock that hangs longer than was said: work goes on, or the tag was forgotten. */
  lockOld(
    {
      unit,
      owner,
      lockTag,
      placedMs,
    }: Pick<MachineLock, 'unit' | 'owner' | 'lockTag' | 'placedMs'>,
    nowMs: number,
  ): void {
    // In whole minutes: the words are of minutes, hours or days.
    const intervalS = Math.max(1, Math.floor((nowMs - placedMs) / 60_000)) * 60;
    this.#board?.stand({
      ...oldLock(unit),
      equipment: unit,
      params: { unit, owner, lockTag, intervalS },
    });
  }

  noLockOld(unit: string): void {
    this.#board?.end(oldLock(unit));
  }

  stockLow({ id, name }: Pick<StockItem, 'id' | 'name'>, stands: boolean): void {
    const alarm = { id: `stock-${id}`, code: 'alarm.stockLow' } as const;
    if (stands)
      this.#board?.stand({
        ...alarm,
        equipment: null,
        params: { nameKo: name.ko, nameEn: name.en },
      });
    else this.#board?.end(alarm);
  }
}

/** How the ids of alarms of old locks begin. */
export const OLD_LOCK = 'lock-old-';
const oldLock = (unit: string): Pick<ExternalAlarm, 'id' | 'code'> => ({
  id: `${OLD_LOCK}${unit}`,
  code: 'alarm.lockOld',
});
