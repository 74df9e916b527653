import type { PlantProfile } from '#core/plant/profile.ts';
import { effluentTargets } from '#core/plant/derived.ts';
import type { ParameterOverrides } from '#core/process/parameters.ts';
import { civilDate } from '#core/time/civil.ts';
import { C, suspendedSolids } from '#core/process/water.ts';
import { compileTruths } from '#twin/plant/quantities.ts';
import { createLocalCalendar } from '#twin/time.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';

/** Values of one quantity, kept whole: an hour of a year is 8,760 numbers. */
export class Values {
  readonly #all: number[] = [];
  add(value: number): void {
    if (Number.isFinite(value)) this.#all.push(value);
  }
  get mean(): number {
    return this.#all.length === 0
      ? Number.NaN
      : this.#all.reduce((a, b) => a + b, 0) / this.#all.length;
  }
  get max(): number {
    return this.#all.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  }
  get min(): number {
    return this.#all.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  }
  quantile(share: number): number {
    const sorted = this.#all.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  }
  get summary(): Summary {
    return { mean: this.mean, p05: this.quantile(0.05), p95: this.quantile(0.95), max: this.max };
  }
}

export interface Summary {
  readonly mean: number;
  readonly p05: number;
  readonly p95: number;
  readonly max: number;
}

export interface Month {
  readonly month: number;
  readonly quality: Readonly<Record<string, Summary>>;
  /** Pressure while the pump draws, highest of each hour, by series. */
  readonly tmpKPa: readonly Summary[];
  readonly figures: Readonly<Record<string, Summary>>;
}

export interface YearResult {
  readonly days: number;
  readonly processorS: number;
  readonly plant: VirtualPlant;
  readonly months: readonly Month[];
  readonly year: Omit<Month, 'month'>;
}

export interface YearOptions {
  readonly profile: PlantProfile;
  readonly seed: number;
  readonly startMs: number;
  readonly days: number;
  readonly tickMs: number;
  readonly parameters?: ParameterOverrides;
  readonly onDay?: (day: number, plant: VirtualPlant) => void;
}

interface Collected {
  readonly quality: Map<string, Values>;
  readonly tmp: Values[];
  readonly figures: Map<string, Values>;
}

const collected = (series: number): Collected => ({
  quality: new Map(),
  tmp: Array.from({ length: series }, () => new Values()),
  figures: new Map(),
});

const into = (map: Map<string, Values>, key: string, value: number): void => {
  const values = map.get(key) ?? new Values();
  map.set(key, values);
  values.add(value);
};

/** Runs the coarse plant and looks at it every hour. */
export function runYear(options: YearOptions): YearResult {
  const { profile, days, tickMs } = options;
  const plant = createVirtualPlant(options);
  const { model, state } = plant;
  const truths = compileTruths(model);
  const targets: { item: string; sensor: number }[] = effluentTargets(profile.limits).flatMap(
    ({ item, tag }) => {
      const sensor = profile.sensors.findIndex((each) => each.tag === tag);
      return sensor < 0 ? [] : [{ item, sensor }];
    },
  );
  const tank = (kind: string): number[] =>
    profile.tanks.flatMap((each, i) => (each.kind === kind ? [i] : []));
  const [aeration, membrane] = [tank('aeration'), tank('membrane')];
  const solids = (tanks: readonly number[]): number =>
    tanks.reduce((sum, i) => sum + suspendedSolids(state.plant.tanks[i]?.load ?? []), 0);
  const volume = (tanks: readonly number[]): number =>
    tanks.reduce((sum, i) => sum + (state.plant.tanks[i]?.volumeM3 ?? 0), 0);
  const of = (i: number | undefined, component: number): number => {
    const at = i === undefined ? undefined : state.plant.tanks[i];
    return at === undefined ? Number.NaN : (at.load[component] ?? 0) / at.volumeM3;
  };

  const year = collected(state.plant.series.length);
  const months = new Map<number, Collected>();
  const started = process.cpuUsage();
  const calendar = createLocalCalendar(profile.site.timeZone);
  let kwhBefore = state.plant.totalKwh;
  for (let hour = 0; hour < days * 24; hour++) {
    const highest = state.plant.series.map(() => 0);
    for (let ms = 0; ms < 3_600_000; ms += tickMs) {
      plant.advance(tickMs);
      state.plant.series.forEach(({ tmpKPa }, i) => {
        highest[i] = Math.max(highest[i] ?? 0, tmpKPa);
      });
    }
    const month = civilDate(calendar(plant.nowMs() - 1).dayNumber).month;
    const monthly = months.get(month) ?? collected(state.plant.series.length);
    months.set(month, monthly);
    for (const to of [year, monthly]) {
      for (const { item, sensor } of targets)
        into(to.quality, item, truths[sensor]?.(state.plant) ?? Number.NaN);
      highest.forEach((kPa, i) => {
        if (kPa > 0.5) to.tmp[i]?.add(kPa);
      });
      into(to.figures, 'MLSS membrane, g/L', solids(membrane) / volume(membrane) / 1000);
      into(to.figures, 'MLSS aeration, g/L', solids(aeration) / volume(aeration) / 1000);
      into(to.figures, 'ammonium membrane, mg/L', of(membrane[0], C.SNH));
      into(to.figures, 'DO membrane, mg/L', of(membrane[0], C.SO));
      into(to.figures, 'DO aeration 1, mg/L', of(aeration[0], C.SO));
      into(to.figures, 'DO aeration last, mg/L', of(aeration.at(-1), C.SO));
      into(to.figures, 'temperature, degC', of(membrane[0], C.HEAT));
      into(to.figures, 'air, Nm3/h', state.plant.airNm3PerH);
      into(to.figures, 'vented, Nm3/h', state.plant.air.ventedNm3PerH);
      into(to.figures, 'influent, m3/d', state.plant.influentM3PerH * 24);
      into(to.figures, 'power, kW', state.plant.totalKwh - kwhBefore);
      into(to.figures, 'phosphate, mg/L', of(membrane[0], C.SPO));
    }
    kwhBefore = state.plant.totalKwh;
    if ((hour + 1) % 24 === 0) options.onDay?.((hour + 1) / 24, plant);
  }
  const used = process.cpuUsage(started);
  const summed = (from: Collected): Omit<Month, 'month'> => ({
    quality: Object.fromEntries([...from.quality].map(([key, values]) => [key, values.summary])),
    tmpKPa: from.tmp.map((values) => values.summary),
    figures: Object.fromEntries([...from.figures].map(([key, values]) => [key, values.summary])),
  });
  return {
    days,
    processorS: (used.user + used.system) / 1e6,
    plant,
    months: [...months].map(([month, from]) => ({ month, ...summed(from) })),
    year: summed(year),
  };
}
