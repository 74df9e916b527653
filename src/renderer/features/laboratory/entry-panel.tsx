import { Keyboard } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { firstForm, fromReading, nextPoint, toDraft, withPlace } from '../../model/reading-form.ts';
import type { ReadingForm } from '../../model/reading-form.ts';
import { likeThis } from '../../model/kept-form.ts';
import { rememberOperator, useMay, useOperatorName } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useProfile, useZone } from '../../store/hooks.ts';
import { laboratory, useLaboratory } from '../../store/laboratory-store.ts';
import { usePlant } from '../../store/plant-store.ts';
import { toast } from '../../store/toast-store.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Button } from '../../ui/button.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import { BesidePanel } from './beside-panel.tsx';
import { EnteredList } from './entered-list.tsx';
import styles from './entry-panel.module.css';
import { Keypad } from './keypad.tsx';
import { ReadingFields } from './reading-fields.tsx';
import { Unusual } from './unusual.tsx';
import { useFieldErrors, useJudged } from './use-beside.ts';
import { useNames } from './use-laboratory.ts';

/** Fields of a new reading, the sensor beside them, and what was entered last. */
export function EntryPanel(): ReactNode {
  const { profile } = useProfile();
  const person = useOperatorName();
  const form = useLaboratory((state) => state.form);
  useEffect(() => {
    if (form === null) laboratory.setForm(firstForm(profile, person));
  }, [form, profile, person]);
  return form === null ? null : <Entry first={form} />;
}

function Entry({ first }: { readonly first: ReadingForm }): ReactNode {
  const { t } = useTranslation('laboratory');
  const { profile } = useProfile();
  const names = useNames();
  const zone = useZone();
  const faultText = useFaultText();
  const kept = useKeptForm('reading-new');
  // Kept whole: a value means nothing without its place.
  const [form, setForm] = kept.json('reading', first, likeThis(first));
  const edit = (part: Partial<ReadingForm>): void => setForm({ ...form, ...part });
  const isRound = useLaboratory((state) => state.isRound);
  const keypad = useLaboratory((state) => state.keypad);
  // One id until it is stored: a second press after a lost answer is the same reading.
  const [id, setId] = useState(() => `reading-${crypto.randomUUID()}`);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const takeBack = useTakeBack();
  const mayTakeBack = useMay('reading.correct').may;
  const fields = useRef<HTMLFormElement>(null);
  const judged = useJudged(form, id);
  const errors = useFieldErrors(asked, judged);
  const mustSay = judged.issues.some(({ severity }) => severity === 'ask') && form.explanation.trim() === '';
  const next = nextPoint(profile, names.points, form.point, form.item);

  const toValue = (): void => fields.current?.querySelector<HTMLInputElement>('[data-field="value"]')?.focus();
  const save = async (goOn: boolean): Promise<void> => {
    setAsked(true);
    setFault(null);
    const { draft } = toDraft(form, id, zone, usePlant.getState().nowMs);
    if (draft === null || judged.issues.some(({ severity }) => severity === 'refuse')) {
      queueMicrotask(() => fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    if (mustSay) {
      fields.current?.querySelector<HTMLElement>('[data-field="explanation"]')?.focus();
      return;
    }
    setBusy(true);
    rememberOperator(draft.person);
    const answer = await kept.send('laboratory.enter', { draft, who: draft.person }, { timeoutMs: 15_000 });
    setBusy(false);
    if (!answer.ok) {
      setFault(faultText(answer.error));
      return;
    }
    laboratory.addEntered(answer.value);
    setId(`reading-${crypto.randomUUID()}`);
    setAsked(false);
    const undo = !mayTakeBack ? null : takeBack('laboratory.withdraw', { id: draft.id, who: draft.person, reason: t('entered.undoReason') }, () => {
      laboratory.dropEntered(draft.id);
      // Back in the fields, so that a slip is mended rather than typed anew.
      setForm(fromReading(draft, zone));
    });
    toast.say(t('saved', { point: names.point(draft.point), item: names.item(draft.item), value: names.value(draft) }), undo);
    const cleared = { ...form, value: '', explanation: '', note: '', quantificationLimit: form.quantificationLimit, qualifier: 'exact' as const };
    laboratory.setForm(goOn ? withPlace(cleared, profile, next, form.item) : cleared);
    toValue();
  };

  /** Enter goes on to the next field; in a round it saves from the value; Ctrl+Enter saves from anywhere. */
  const onKey = (event: KeyboardEvent<HTMLFormElement>): void => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    if (event.ctrlKey || (isRound && event.target.dataset['field'] === 'value')) {
      void save(isRound);
      return;
    }
    const inputs = [...event.currentTarget.querySelectorAll<HTMLElement>('input')];
    const following = inputs[inputs.indexOf(event.target) + 1];
    if (following === undefined) void save(false);
    else following.focus();
  };

  return (
    <div className={styles.panel}>
      <form ref={fields} className={styles.form} aria-label={t('tab.enter')} onKeyDown={onKey} onSubmit={(event) => event.preventDefault()} noValidate>
        <div className={styles.scroll}>
          <KeptNote form={kept} />
          <ReadingFields
            form={form}
            onChange={setForm}
            errors={errors}
            ownKeys={keypad}
            besideValue={<Button aria-pressed={keypad} aria-label={t('keypad')} title={t('keypad')} onClick={() => laboratory.keypad(!keypad)}><Keyboard size={20} aria-hidden /></Button>}
            underValue={<>
              {keypad && <Keypad value={form.value} onValue={(value) => edit({ value })} />}
              <Unusual issues={judged.issues} explanation={form.explanation} asked={asked} onExplanation={(explanation) => edit({ explanation })} />
            </>}
          />
        </div>
        <footer className={styles.foot}>
          <p className={styles.told} role={fault === null ? undefined : 'alert'} data-bad={fault !== null}>{fault ?? t('enterHint')}</p>
          <label className={styles.round}><input type="checkbox" checked={isRound} onChange={(event) => laboratory.round(event.target.checked)} />{t('round')}</label>
          <RightButton right="reading.enter" disabled={busy} onClick={() => void save(true)} data-testid="save-next">{t('saveNext', { point: names.point(next) })}</RightButton>
          <RightButton right="reading.enter" look="primary" disabled={busy} onClick={() => void save(false)} data-testid="save-reading">{busy ? t('saving') : t('save')}</RightButton>
        </footer>
      </form>
      <aside className={styles.side}>
        <BesidePanel form={form} judged={judged} />
        <EnteredList onBack={setForm} />
      </aside>
    </div>
  );
}
