import { effluentTargets } from '#core/plant/derived.ts';
import type { EffluentTarget } from '#core/plant/derived.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { FutureFigures } from '#core/what-if/result.ts';
import {
  addEffluent,
  addToLine,
  effluentFiguresOf,
  newEffluentTally,
  newLine,
  shorten,
  slopeOf,
  stepValue,
} from '#core/what-if/tally.ts';
import type { EffluentTally, LineTally } from '#core/what-if/tally.ts';
import { compileTruths } from '../plant/quantities.ts';
import type { VirtualPlant } from '../virtual-plant.ts';

/** One look at the plant each minute is enough for curves of a quarter of an hour. */
export const SAMPLE_S = 60;
/** Half a day of suction spells before a slope says anything. */
const LEAST_SLOPE_STEPS = 24;

/** Follows one future and keeps what the screen shows of it. The water is looked at as it is, not through the instruments. */
export interface Recorder {
  /** Tags of the curves, in the order of `curves`. */
  readonly tags: readonly string[];
  sample(): void;
  curves(): readonly (readonly (number | null)[])[];
  figures(): FutureFigures;
}

interface Membrane {
  readonly machine: string;
  readonly series: number;
  maxTmpKPa: number;
  stepMaxKPa: number;
  readonly line: LineTally;
}

/**
 * @param plant moved on by `SAMPLE_S` between two calls of `sample`
 * @param stepS step of the curves, whole samples
 */
export function createRecorder(plant: VirtualPlant, stepS: number): Recorder {
  const { model, state } = plant;
  const { profile } = model;
  const truths = compileTruths(model);
  const shown = profile.sensors.flatMap((sensor, i) =>
    sensor.quantity === 'energy'
      ? []
      : [
          {
            tag: sensor.tag,
            read: () => truths[i]?.(state.plant) ?? Number.NaN,
            // Pressure falls to nothing at each rest; what counts is how high it gets.
            how: sensor.quantity === 'pressureDifference' ? ('max' as const) : ('mean' as const),
            samples: [] as number[],
            curve: [] as (number | null)[],
          },
        ],
  );
  const effluent = effluentOf(profile, (tag) => {
    const i = profile.sensors.findIndex((sensor) => sensor.tag === tag);
    return i < 0 ? null : () => truths[i]?.(state.plant) ?? Number.NaN;
  });
  const membranes = model.machines.flatMap(({ def, role }): Membrane[] =>
    role.kind === 'suction'
      ? [{ machine: def.id, series: role.series, maxTmpKPa: 0, stepMaxKPa: 0, line: newLine() }]
      : [],
  );
  const dosing = model.machines.filter(({ role }) => role.kind === 'dosing');
  const emptyH = dosing.map(() => 0);
  const from = structuredClone({
    account: state.plant.account,
    usedL: state.plant.usedL,
    energyKwhByMachine: state.plant.energyKwhByMachine,
    totalKwh: state.plant.totalKwh,
    costWon: state.plant.energy.costWon,
  });
  const startMs = state.timeMs;
  // The demand meter shows the highest quarter of an hour since the fork.
  state.plant.energy.peakKw = 0;
  const interlocks = profile.interlocks.map(() => ({ firstH: -1, hours: 0 }));
  const faulted = state.plc.units.map((unit) => unit.fault);
  const trips: { unit: string; firstH: number }[] = [];
  let samples = 0;

  const hoursNow = (): number => (state.timeMs - startMs) / 3_600_000;
  const watchMembranes = (stepEnds: boolean): void => {
    for (const membrane of membranes) {
      const series = state.plant.series[membrane.series];
      if (series !== undefined && series.fluxMPerS > 0)
        membrane.stepMaxKPa = Math.max(membrane.stepMaxKPa, series.tmpKPa);
      if (!stepEnds) continue;
      if (membrane.stepMaxKPa > 0) addToLine(membrane.line, hoursNow() / 24, membrane.stepMaxKPa);
      membrane.maxTmpKPa = Math.max(membrane.maxTmpKPa, membrane.stepMaxKPa);
      membrane.stepMaxKPa = 0;
    }
  };
  const watchPlc = (sampleH: number): void => {
    state.plc.interlocks.forEach((interlock, i) => {
      const kept = interlocks[i];
      if (kept === undefined || !interlock.active) return;
      if (kept.firstH < 0) kept.firstH = hoursNow();
      kept.hours += sampleH;
    });
    state.plc.units.forEach((unit, i) => {
      if (unit.fault && faulted[i] === false)
        trips.push({ unit: plant.program.units[i]?.id ?? '', firstH: shorten(hoursNow()) });
      faulted[i] = unit.fault;
    });
    dosing.forEach((machine, i) => {
      if ((state.plant.stockL[machine.index] ?? 0) <= 0) emptyH[i] = (emptyH[i] ?? 0) + sampleH;
    });
  };

  return {
    tags: shown.map(({ tag }) => tag),
    sample() {
      samples++;
      const sampleH = SAMPLE_S / 3600;
      const stepEnds = (samples * SAMPLE_S) % stepS === 0;
      for (const one of shown) {
        one.samples.push(one.read());
        if (!stepEnds) continue;
        one.curve.push(stepValue(one.samples, one.how));
        one.samples.length = 0;
      }
      for (const { target, tally, read } of effluent) addEffluent(tally, target, read(), sampleH);
      watchMembranes(stepEnds);
      watchPlc(sampleH);
    },
    curves: () => shown.map(({ curve }) => curve),
    figures() {
      const { plant: now } = state;
      const byKind = new Map<string, number>();
      let named = 0;
      for (const { def, index } of model.machines) {
        const kwh = (now.energyKwhByMachine[index] ?? 0) - (from.energyKwhByMachine[index] ?? 0);
        named += kwh;
        byKind.set(def.kind, (byKind.get(def.kind) ?? 0) + kwh);
      }
      const energyKwh = now.totalKwh - from.totalKwh;
      return {
        effluent: effluent.map(({ target, tag, tally }) =>
          effluentFiguresOf(target.item, tag, tally),
        ),
        energyKwh: shorten(energyKwh),
        energyByKind: [...byKind, ['other', Math.max(0, energyKwh - named)] as const]
          .filter(([, kwh]) => kwh > 0)
          .sort(([, a], [, b]) => b - a)
          .map(([kind, kwh]) => ({ kind, kwh: shorten(kwh) })),
        costWon: shorten(now.energy.costWon - from.costWon),
        peakKw: shorten(now.energy.peakKw),
        chemicals: dosing.map(({ def, index }, i) => ({
          machine: def.id,
          litres: shorten((now.usedL[index] ?? 0) - (from.usedL[index] ?? 0)),
          emptyH: shorten(emptyH[i] ?? 0),
        })),
        membranes: membranes.map(({ machine, maxTmpKPa, line }) => {
          const slope = slopeOf(line, LEAST_SLOPE_STEPS);
          return {
            machine,
            maxTmpKPa: maxTmpKPa > 0 ? shorten(maxTmpKPa) : null,
            riseKPaPerD: slope === null ? null : shorten(slope),
          };
        }),
        water: {
          influentM3: shorten(now.account.influent - from.account.influent),
          effluentM3: shorten(now.account.effluent - from.account.effluent),
          spilledM3: shorten(now.account.spilled - from.account.spilled),
          sludgeCakeM3: shorten(now.account.sludgeCake - from.account.sludgeCake),
        },
        interlocks: interlocks.flatMap(({ firstH, hours }, i) => {
          const id = profile.interlocks[i]?.id;
          return id === undefined || hours === 0
            ? []
            : [{ id, firstH: shorten(firstH), hours: shorten(hours) }];
        }),
        trips,
      };
    },
  };
}

/** The items of the law that a reading is held against, each with its tally. */
function effluentOf(
  profile: PlantProfile,
  readerOf: (tag: string) => (() => number) | null,
): { target: EffluentTarget; tag: string; tally: EffluentTally; read: () => number }[] {
  return effluentTargets(profile.limits).flatMap((target) => {
    const read = target.tag === null ? null : readerOf(target.tag);
    return target.tag === null || read === null
      ? []
      : [{ target, tag: target.tag, tally: newEffluentTally(), read }];
  });
}
