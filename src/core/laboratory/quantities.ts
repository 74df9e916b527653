/**
 * Quantities a person measures, by the word sensors use where there is a sensor for it. `min` and
 * `max` are what the quantity itself allows in any water or sludge of such a plant, in `unit`: a
 * value outside is a slip of the pen, not a bad day.
 */
export interface Quantity {
  readonly item: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly decimals: number;
}

const row = (item: string, unit: string, min: number, max: number, decimals: number): Quantity => ({
  item,
  unit,
  min,
  max,
  decimals,
});

/**
 * Bounds: pH by definition of the scale; temperature liquid water up to the hottest trade
 * effluent; dissolved oxygen under pure oxygen at 0 degrees C (70 mg/L by Henry's law, halved for
 * air-blown plants is 35; kept at 50); concentrations up to those of raw sludge liquor.
 */
export const QUANTITIES: readonly Quantity[] = [
  row('pH', 'pH', 0, 14, 2),
  row('temperature', '°C', -5, 70, 1),
  row('DO', 'mg/L', 0, 50, 2),
  row('ORP', 'mV', -1000, 1200, 0),
  row('conductivity', 'µS/cm', 0, 200_000, 0),
  row('turbidity', 'NTU', 0, 4000, 2),
  row('SS', 'mg/L', 0, 50_000, 1),
  row('VSS', 'mg/L', 0, 50_000, 1),
  row('MLSS', 'mg/L', 0, 60_000, 0),
  row('MLVSS', 'mg/L', 0, 60_000, 0),
  row('SV30', '%', 0, 100, 0),
  row('COD', 'mg/L', 0, 100_000, 1),
  row('CODCr', 'mg/L', 0, 100_000, 1),
  row('BOD', 'mg/L', 0, 100_000, 1),
  row('TOC', 'mg/L', 0, 50_000, 1),
  row('TN', 'mg/L', 0, 5000, 2),
  row('NH4N', 'mg/L', 0, 5000, 2),
  row('NO3N', 'mg/L', 0, 5000, 2),
  row('NO2N', 'mg/L', 0, 1000, 3),
  row('TP', 'mg/L', 0, 1000, 3),
  row('PO4P', 'mg/L', 0, 1000, 3),
  row('alkalinity', 'mg/L', 0, 20_000, 0),
  row('chloride', 'mg/L', 0, 100_000, 1),
  row('residualChlorine', 'mg/L', 0, 500, 2),
  row('oil', 'mg/L', 0, 50_000, 1),
  row('coliform', '/mL', 0, 1e9, 0),
  row('colour', 'TCU', 0, 20_000, 0),
  row('flow', 'm3/h', -1000, 100_000, 2),
  row('airflow', 'Nm3/h', 0, 100_000, 1),
  row('level', 'm', 0, 50, 2),
  row('pressure', 'kPa', -101.325, 10_000, 1),
  row('pressureDifference', 'kPa', -200, 1000, 1),
  row('power', 'kW', 0, 10_000, 2),
];

const BY_ITEM = new Map(QUANTITIES.map((each) => [each.item, each]));

export const quantityOf = (item: string): Quantity | undefined => BY_ITEM.get(item);
