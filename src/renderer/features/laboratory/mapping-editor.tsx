import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportPreview } from '#contract/laboratory.ts';
import { COLUMN_ROLES } from '#core/laboratory/import/mapping.ts';
import type { ImportMapping, MappedColumn, SheetMapping } from '#core/laboratory/import/mapping.ts';
import { QUANTITIES } from '#core/laboratory/quantities.ts';
import { READING_METHODS } from '#core/laboratory/reading.ts';
import { unitChoices } from '../../model/reading-form.ts';
import { formatUnit } from '../../model/format.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './mapping-editor.module.css';
import { useNames } from './use-laboratory.ts';
import { isTime, limitOf } from './use-mapping-draft.ts';
import type { MappingDraft, MappingTexts } from './use-mapping-draft.ts';

const NONE = '*';

interface EditorProps {
  readonly preview: ImportPreview;
  readonly draft: MappingDraft;
  readonly busy: boolean;
  readonly onApply: () => void;
}

/** How the file is read: which columns hold what, and what stands where the file says nothing. */
export function MappingEditor({ preview, draft, busy, onApply }: EditorProps): ReactNode {
  const { t } = useTranslation('laboratory');
  const { mapping, isChanged, edit } = draft;
  const [shown, setShown] = useState(Math.max(0, mapping.sheets.findIndex(({ use }) => use)));
  const sheet = mapping.sheets[shown];
  const setSheet = (part: Partial<SheetMapping>): void =>
    edit({ ...mapping, sheets: mapping.sheets.map((each, i) => (i === shown ? { ...each, ...part } : each)) });
  const setColumn = (index: number, part: Partial<MappedColumn>): void => {
    if (sheet !== undefined) setSheet({ use: true, columns: sheet.columns.map((each) => (each.index === index ? { ...each, ...part } : each)) });
  };
  return (
    <div className={styles.panel}>
      <div className={styles.scroll} tabIndex={0}>
        <Defaults draft={draft} />
        {mapping.sheets.length > 1 && <Segments label={t('map.sheet')} value={String(shown)} onChange={(value) => setShown(Number(value))} options={mapping.sheets.map((each, i) => ({ value: String(i), label: each.sheet }))} />}
        {sheet !== undefined && (
          <>
            <div className={styles.sheet}>
              <label className={styles.use}><input type="checkbox" checked={sheet.use} onChange={(event) => setSheet({ use: event.target.checked })} />{t('map.use')}</label>
              <Select label={t('map.headerRow')} value={String(sheet.headerRow)} onChange={(value) => setSheet({ use: true, headerRow: Number(value), firstRow: Number(value) + 1, columns: [] })} options={(preview.sheets[shown]?.sample ?? []).map((row, i) => ({ value: String(i), label: `${t('map.headerRow')} ${String(i + 1)}: ${row.filter((text) => text !== '').slice(0, 4).join(', ').slice(0, 50)}` }))} />
              <PointSelect label={t('map.sheetPoint')} value={sheet.point} onChange={(point) => setSheet({ point })} />
            </div>
            <Columns sheet={sheet} sample={preview.sheets[shown]?.sample ?? []} onColumn={setColumn} />
          </>
        )}
      </div>
      <div className={styles.foot}><span>{t(isChanged ? 'map.changed' : 'map.hint')}</span><Button look="primary" disabled={!isChanged || !draft.isFit || busy} onClick={onApply} data-testid="apply-mapping">{t('map.apply')}</Button></div>
    </div>
  );
}

function PointSelect({ label, value, onChange }: { readonly label: string; readonly value: string | null; readonly onChange: (value: string | null) => void }): ReactNode {
  const { t } = useTranslation('laboratory');
  const names = useNames();
  return <Select label={label} value={value ?? NONE} onChange={(next) => onChange(next === NONE ? null : next)} options={[{ value: NONE, label: `${label}: ${t('map.inFile')}` }, ...names.points.map((id) => ({ value: id, label: `${label}: ${names.point(id)}` }))]} />;
}

function Defaults({ draft }: Pick<EditorProps, 'draft'>): ReactNode {
  const { t } = useTranslation('laboratory');
  const { mapping, texts, edit } = draft;
  const { defaults } = mapping;
  const set = (part: Partial<ImportMapping['defaults']>, typed: Partial<MappingTexts> = {}): void => edit({ ...mapping, defaults: { ...defaults, ...part } }, typed);
  return (
    <div className={styles.defaults}>
      <Field label={t('field.laboratory')} value={defaults.laboratory ?? ''} maxLength={120} onText={(text) => set({ laboratory: text.trim() === '' ? null : text })} data-testid="map-laboratory" />
      <Field label={t('field.person')} value={defaults.person} maxLength={80} onText={(person) => set({ person })} />
      <Field label={t('map.time')} inputMode="numeric" value={texts.time} maxLength={20} error={isTime(texts.time) ? null : t('map.timeFault')} onText={(time) => set(isTime(time) ? { time } : {}, { time })} />
      <Field label={t('map.quantificationLimit')} inputMode="decimal" value={texts.quantificationLimit} maxLength={20} error={limitOf(texts.quantificationLimit) === undefined ? t('fault.positive') : null} onText={(text) => {
        const quantificationLimit = limitOf(text);
        set(quantificationLimit === undefined ? {} : { quantificationLimit }, { quantificationLimit: text });
      }} />
      <div className={styles.selects}>
        <PointSelect label={t('field.point')} value={defaults.point} onChange={(point) => set({ point })} />
        <Select label={t('field.how')} value={defaults.how} onChange={(how) => set({ how })} options={READING_METHODS.map((value) => ({ value, label: t(`how.${value}`) }))} />
        <Select label={t('map.dateOrder')} value={mapping.dateOrder} onChange={(dateOrder) => edit({ ...mapping, dateOrder })} options={(['auto', 'ymd', 'dmy', 'mdy'] as const).map((value) => ({ value, label: `${t('map.dateOrder')}: ${t(`map.order.${value}`)}` }))} />
        <Select label={t('map.decimal')} value={mapping.decimal} onChange={(decimal) => edit({ ...mapping, decimal })} options={(['auto', '.', ','] as const).map((value) => ({ value, label: `${t('map.decimal')}: ${value === 'auto' ? t('map.order.auto') : `1234${value}5`}` }))} />
      </div>
    </div>
  );
}

interface ColumnsProps {
  readonly sheet: SheetMapping;
  readonly sample: readonly (readonly string[])[];
  readonly onColumn: (index: number, part: Partial<MappedColumn>) => void;
}

function Columns({ sheet, sample, onColumn }: ColumnsProps): ReactNode {
  const { t } = useTranslation('laboratory');
  const names = useNames();
  if (sheet.columns.length === 0) return <p className={styles.none}>{t('map.noColumns')}</p>;
  return (
    <table className={styles.table}>
      <thead><tr>{(['header', 'example', 'role', 'item', 'point', 'unit'] as const).map((column) => <th key={column} scope="col">{t(`map.column.${column}`)}</th>)}</tr></thead>
      <tbody>
        {sheet.columns.map((column) => (
          <tr key={column.index} data-role={column.role}>
            <th scope="row">{column.header === '' ? `(${String(column.index + 1)})` : column.header}</th>
            <td>{sample.slice(sheet.firstRow, sheet.firstRow + 3).map((row) => row[column.index] ?? '').filter((text) => text !== '').slice(0, 2).join(', ')}</td>
            <td><Select label={`${t('map.column.role')}: ${column.header}`} value={column.role} onChange={(role) => onColumn(column.index, { role })} options={COLUMN_ROLES.map((value) => ({ value, label: t(`role.${value}`) }))} /></td>
            <td>{column.role === 'value' && <Select label={`${t('field.item')}: ${column.header}`} value={column.item ?? NONE} onChange={(item) => onColumn(column.index, { item: item === NONE ? null : item })} options={[{ value: NONE, label: t('map.itemInFile') }, ...QUANTITIES.map(({ item }) => ({ value: item, label: names.item(item) }))]} />}</td>
            <td>{column.role === 'value' && <Select label={`${t('field.point')}: ${column.header}`} value={column.point ?? NONE} onChange={(point) => onColumn(column.index, { point: point === NONE ? null : point })} options={[{ value: NONE, label: t('map.inFile') }, ...names.points.map((id) => ({ value: id, label: names.point(id) }))]} />}</td>
            <td>{column.role === 'value' && column.item !== null && <Select label={`${t('field.unit')}: ${column.header}`} value={column.unit ?? NONE} onChange={(unit) => onColumn(column.index, { unit: unit === NONE ? null : unit })} options={[{ value: NONE, label: t('map.unitUsual') }, ...unitChoices(column.item).map((unit) => ({ value: unit, label: formatUnit(unit) }))]} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
