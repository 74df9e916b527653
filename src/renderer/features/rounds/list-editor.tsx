import { ArrowDown, ArrowUp, Pencil, Redo2, Trash2, Undo2 } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoredChecklist } from '#contract/rounds.ts';
import { drawnUpOn, wantedBy } from '#contract/together.ts';
import type { Fields } from '#core/together/compare.ts';
import { listProblems } from '#core/rounds/problems.ts';
import { HOLIDAY_RULES, ITEM_KINDS } from '#core/plant/rounds.ts';
import type { Checklist, RoundItem } from '#core/plant/rounds.ts';
import { likeThis } from '../../model/kept-form.ts';
import { rememberOperator, useMay, useOperatorName } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozenEngine, useLocal, useProfile } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { toast } from '../../store/toast-store.ts';
import { useRoundsQuery } from '../../store/use-rounds.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import { Select } from '../../ui/select.tsx';
import { FormButton } from './form-button.tsx';
import { ItemDialog } from './item-dialog.tsx';
import styles from './lists.module.css';
import { NumberField, TextPair } from './list-fields.tsx';
import { newItem } from './new-item.ts';
import { PreviewDialog } from './preview-dialog.tsx';
import { ScheduleFields } from './schedule-fields.tsx';
import { useEdits } from './use-edits.ts';
import { useListWords } from './use-list-words.ts';
import { VersionsDialog } from './versions-dialog.tsx';

interface ListEditorProps {
  /** As it stands on disk; null for a new one. */
  readonly stored: StoredChecklist | null;
  readonly first: Checklist;
  readonly onSaved: (id: string) => void;
}

/** One check list: when it is due, how late it may be, and its items in order. */
export function ListEditor({ stored, first, onSaved }: ListEditorProps): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const faultText = useFaultText();
  const frozen = useFrozenEngine();
  const may = useMay('round.edit');
  const takeBack = useTakeBack();
  const messages = useMessages();
  const { profile } = useProfile();
  const words = useListWords();
  const fields = useRef<HTMLDivElement>(null);
  const form = useKeptForm(`checklist:${stored?.list.id ?? 'new'}`, stored === null ? null : drawnUpOn('rounds.saveChecklist', { list: stored.list, retired: stored.retired, note: '', who: '-' }));
  const [opened] = useState(() => ({ list: first, retired: stored?.retired ?? false }));
  // Half an edit may be no list yet: what is wrong with it is said below, and it is kept all the same.
  const { value: edited, set: setEdited, undo, redo, discard } = useEdits(form.json('edited', opened, likeThis(opened)), opened);
  const { list, retired } = edited;
  const [editing, setEditing] = useState<number | null>(null);
  const [dialog, setDialog] = useState<'preview' | 'versions' | null>(null);
  const operator = useOperatorName();
  const [typedName, setWho] = useState<string | null>(null);
  const who = typedName ?? operator;
  const [note, setNote] = form.field('note', '');
  const [asked, setAsked] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const versions = useRoundsQuery('rounds.checklistVersions', { id: list.id }).value ?? [];
  const set = (part: Partial<Checklist>): void => setEdited({ ...edited, list: { ...list, ...part } });
  const setItem = (at: number, item: RoundItem): void => set({ items: list.items.map((each, i) => (i === at ? item : each)) });
  const move = (at: number, by: number): void => {
    const items = [...list.items];
    const [item] = items.splice(at, 1);
    if (item === undefined) return;
    items.splice(at + by, 0, item);
    set({ items });
  };
  const changed = stored === null || JSON.stringify(list) !== JSON.stringify(stored.list) || retired !== stored.retired;
  const problems = changed ? listProblems(list, profile.rounds.places) : [];
  const take = ({ retired: isRetired, ...fields }: Fields): void =>
    setEdited({ list: { ...list, ...(fields as Partial<Checklist>) }, retired: typeof isRetired === 'boolean' ? isRetired : retired });
  const save = async (): Promise<void> => {
    setAsked(true);
    if (problems.length > 0) setTimeout(() => fields.current?.scrollTo({ top: 0 }), 0);
    if (who.trim() === '' || problems.length > 0) return;
    rememberOperator(who.trim());
    const answer = await form.send('rounds.saveChecklist', { list, retired, note: note.trim(), who: who.trim() });
    if (!answer.ok) {
      setFault(faultText(answer.error));
      return;
    }
    toast.say(t('told.list', { name: local(list.name) }), stored === null ? null : takeBack('rounds.undoChecklist', { id: list.id, version: stored.version, who: who.trim() }, null, wantedBy('rounds.saveChecklist', { list, retired, note: '', who: '-' })));
    onSaved(list.id);
  };
  return (
    <section className={styles.editor} aria-label={local(list.name)} data-testid="list-editor">
      <div className={styles.fields} ref={fields}>
        <KeptNote form={form} together={{ form, mine: wantedBy('rounds.saveChecklist', { list, retired, note: '', who: '-' }), take }} />
        {asked && problems.length > 0 && (
          <ul className={styles.problems} role="alert" data-testid="problems">
            {problems.map((problem, i) => (
              <li key={i}>
                <span>{words.problem(problem, list)}</span>
                {problem.at !== null && <Button onClick={() => setEditing(problem.at)}>{t('lists.edit')}</Button>}
              </li>
            ))}
          </ul>
        )}
        <div className={styles.tools}>
          <Button onClick={() => setDialog('preview')}>{t('lists.preview')}</Button>
          {stored !== null && <FormButton stored={stored} onTold={setTold} />}
          <Button disabled={versions.length < 2} onClick={() => setDialog('versions')} data-testid="versions-open">{t('versions')} ({versions.length})</Button>
          {told !== null && <p className={styles.told} role="status">{told}</p>}
        </div>
        <TextPair label={t('lists.name')} value={list.name} onValue={(name) => set({ name })} />
        <ScheduleFields schedule={list.schedule} onSchedule={(schedule) => set({ schedule })} />
        <div className={styles.row}>
          <label className={styles.labelled}><span>{t('lists.onHoliday')}</span><Select label={t('lists.onHoliday')} value={list.onHoliday} onChange={(onHoliday) => set({ onHoliday })} options={HOLIDAY_RULES.map((value) => ({ value, label: t(`lists.holiday.${value}`) }))} /></label>
          {(['takesMin', 'graceMin', 'escalateMin', 'missedMin'] as const).map((key) => <NumberField key={key} label={t(`lists.${key}`)} unit={t('lists.min')} value={list[key]} onValue={(value) => set({ [key]: Math.round(value ?? 0) })} />)}
        </div>
        <label className={styles.retired}><input type="checkbox" checked={list.secondSignature} onChange={(event) => set({ secondSignature: event.target.checked })} data-testid="needs-second" />{t('second.set')}</label>
        {stored !== null && <label className={styles.retired}><input type="checkbox" checked={retired} onChange={(event) => setEdited({ ...edited, retired: event.target.checked })} />{t('lists.retire')}</label>}
        <h3>{t('lists.items')}</h3>
        <ol className={styles.items}>
          {list.items.map((item, i) => (
            <li key={item.id}>
              <span><strong>{local(item.name)}</strong> <small>{t(`kind.${item.kind}`)} · {local(profile.rounds.places.find(({ id }) => id === item.place)?.name ?? { ko: item.place, en: item.place })}{!item.required && ` · ${t('optional')}`}</small></span>
              <Button look="quiet" aria-label={`${t('lists.up')} ${local(item.name)}`} disabled={i === 0} onClick={() => move(i, -1)}><ArrowUp size={18} aria-hidden /></Button>
              <Button look="quiet" aria-label={`${t('lists.down')} ${local(item.name)}`} disabled={i + 1 === list.items.length} onClick={() => move(i, 1)}><ArrowDown size={18} aria-hidden /></Button>
              <Button look="quiet" aria-label={`${t('lists.edit')} ${local(item.name)}`} onClick={() => setEditing(i)}><Pencil size={18} aria-hidden /></Button>
              <Button look="quiet" aria-label={`${t('lists.remove')} ${local(item.name)}`} disabled={list.items.length === 1} onClick={() => set({ items: list.items.filter((_, k) => k !== i) })}><Trash2 size={18} aria-hidden /></Button>
            </li>
          ))}
        </ol>
        <div className={styles.row}>
          {ITEM_KINDS.map((kind) => <Button key={kind} onClick={() => { set({ items: [...list.items, newItem(kind, list, profile)] }); setEditing(list.items.length); }}>+ {t(`kind.${kind}`)}</Button>)}
        </div>
      </div>
      <footer className={styles.foot}>
        <div className={styles.who}>
          <Field label={t('lists.note')} value={note} maxLength={300} onText={setNote} />
          <WhoField label={t('who')} value={who} maxLength={80} onText={setWho} error={asked && who.trim() === '' ? t('whoMissing') : null} />
        </div>
        {fault !== null && <p className={styles.fault} role="alert">{fault}</p>}
        {fault === null && asked && problems.length > 0 && <p className={styles.fault}>{t('lists.problems', { count: problems.length })}</p>}
        {!may.may && may.code !== null && <p className={styles.told}>{messages.code(may.code, { ...may.params })}</p>}
        <span className={styles.gap} />
        <Button aria-label={t('lists.stepBack')} title={t('lists.stepBack')} disabled={undo === null} onClick={() => undo?.()} data-testid="edit-undo"><Undo2 size={18} aria-hidden /></Button>
        <Button aria-label={t('lists.stepForth')} title={t('lists.stepForth')} disabled={redo === null} onClick={() => redo?.()}><Redo2 size={18} aria-hidden /></Button>
        <Button disabled={!changed} onClick={discard}>{t('lists.discard')}</Button>
        <Button look="primary" disabled={!changed || frozen || !may.may} onClick={() => void save()} data-testid="save-list">{t('lists.save')}</Button>
      </footer>
      {editing !== null && list.items[editing] !== undefined && <ItemDialog item={list.items[editing]} onItem={(item) => setItem(editing, item)} onClose={() => setEditing(null)} />}
      {dialog === 'preview' && <PreviewDialog list={list} onClose={() => setDialog(null)} />}
      {dialog === 'versions' && <VersionsDialog versions={versions} may={may.may} onClose={() => setDialog(null)} onRestored={() => onSaved(list.id)} />}
    </section>
  );
}
