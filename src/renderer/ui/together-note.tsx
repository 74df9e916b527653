import { Undo2, Users } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Standing } from '#contract/together.ts';
import { localText } from '#core/plant/common.ts';
import type { LocalText } from '#core/plant/common.ts';
import type { EntryValue } from '#core/records/entry.ts';
import { joined, meanwhile, movedFields, sameValue } from '#core/together/compare.ts';
import type { Fields, MovedField } from '#core/together/compare.ts';
import { formatDay, formatMinute, formatStamp } from '../model/format.ts';
import type { FormHandle } from '../store/draft-store.ts';
import { useLocal, useZone } from '../store/hooks.ts';
import { usePlant } from '../store/plant-store.ts';
import { useFieldWords } from '../store/use-field-words.ts';
import { useStanding } from '../store/use-standing.ts';
import { Button, Segments } from './button.tsx';
import styles from './together-note.module.css';

/** What of a form is asked for here; the steps of the set-up keep what is typed in a way of their own. */
export type JoinedForm = Pick<FormHandle, 'on' | 'base' | 'seen' | 'isSending' | 'overtaken' | 'typedMs' | 'rebase' | 'snapshot' | 'startOver'>;

/** How a form that puts something in the place of something goes on when somebody else changed the same. */
export interface Together {
  readonly form: JoinedForm;
  /** Fields as the form would send them now. */
  readonly mine: Fields;
  /** Puts these fields into the form, as if they had been typed. */
  readonly take: (fields: Fields) => void;
}

/** The list the form was opened from asks again at the same news; until it has, nothing is said of a form that holds nothing typed. */
const SETTLED_MS = 1500;
type Side = 'theirs' | 'mine';

/** Says at once that somebody else changed what stands open here, shows before, theirs and mine, and joins them as chosen. */
export function TogetherNote({ form, mine, take }: Together): ReactNode {
  const standing = useStanding(form);
  const [joinedUp, setJoined] = useState<{ readonly back: () => void } | null>(null);
  const [settled, setSettled] = useState<Standing | null>(null);
  useEffect(() => {
    if (standing === null) return undefined;
    const timer = setTimeout(() => setSettled(standing), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [standing]);
  const { base, seen, isSending, overtaken, typedMs } = form;
  if (standing === null || base === null || isSending) return null;
  const isTold = typedMs !== null || overtaken > 0 || settled === standing;
  if (isTold && movedFields(base, standing.fields).length > 0)
    return <Meeting key={JSON.stringify(standing)} base={base} standing={standing} form={form} mine={mine} take={take} onJoined={(back) => setJoined({ back })} />;
  if (joinedUp !== null) return <JoinedUp onBack={() => { joinedUp.back(); setJoined(null); }} />;
  if (seen !== null && isTold && movedFields(seen, standing.fields).length > 0) return <Shown standing={standing} seen={seen} onSeen={() => form.rebase(standing.fields)} />;
  return null;
}

/** Who it was and when, in words. */
function useWhoAndWhen({ who, atMs }: Standing): { readonly name: string; readonly time: string } {
  const { t } = useTranslation(['ui', 'people']);
  const zone = useZone();
  const isToday = atMs !== null && formatDay(atMs, zone) === formatDay(usePlant.getState().nowMs, zone);
  return {
    name: who === null ? t('ui:together.somebody') : who === 'engine' ? t('people:log.engine') : who,
    time: atMs === null ? t('ui:unknown') : isToday ? formatMinute(atMs, zone) : formatStamp(atMs, zone).slice(0, 16),
  };
}

interface MeetingProps extends Together {
  readonly base: Fields;
  readonly standing: Standing;
  readonly onJoined: (back: () => void) => void;
}

function Meeting({ base, standing, form, mine, take, onJoined }: MeetingProps): ReactNode {
  const { t } = useTranslation('ui');
  const words = useWhoAndWhen(standing);
  const [chosen, setChosen] = useState<Readonly<Record<string, Side>>>({});
  const theirs = standing.fields;
  const moved = meanwhile(base, theirs, mine);
  const contested = moved.filter(({ isContested }) => isContested);
  const isApart = contested.length === 0 && !sameFields(base, mine);
  const goOn = (result: Fields): void => {
    const back = form.snapshot();
    form.rebase(theirs);
    // Half a number that is just being typed is not run over by what stood there before.
    take(Object.fromEntries(Object.entries(result).filter(([field, value]) => !sameValue(value, mine[field]))));
    onJoined(back);
  };
  const takeTheirs = (): void => {
    const back = form.snapshot();
    form.startOver();
    form.rebase(theirs);
    take(theirs);
    onJoined(back);
  };
  const keep = (): ReadonlySet<string> => new Set(contested.filter(({ field }) => (chosen[field] ?? 'mine') === 'mine').map(({ field }) => field));
  return (
    <section className={styles.note} data-testid="together" data-kind={contested.length > 0 ? 'contested' : 'apart'} aria-label={t('together.title')}>
      <div className={styles.head} role="alert">
        <Users size={18} aria-hidden />
        <p><strong>{t(standing.who === 'engine' ? 'together.changedEngine' : 'together.changed', words)}</strong> {t(contested.length > 0 ? 'together.contested' : isApart ? 'together.apart' : 'together.untouched', words)}</p>
      </div>
      <Lines moved={moved} sides={[base, theirs]} name={words.name} withMine={contested.length > 0} chosen={chosen} onChosen={(field, side) => setChosen({ ...chosen, [field]: side })} />
      <div className={styles.acts}>
        <Button onClick={() => goOn(joined(base, theirs, mine, keep()))} data-testid="together-join">{t(contested.length > 0 ? 'together.goOn' : 'together.takeOver')}</Button>
        {(contested.length > 0 || isApart) && <Button look="quiet" onClick={takeTheirs} data-testid="together-theirs">{t('together.takeTheirs', words)}</Button>}
      </div>
    </section>
  );
}

const sameFields = (base: Fields, mine: Fields): boolean => Object.keys(base).every((field) => !Object.hasOwn(mine, field) || sameValue(base[field], mine[field]));

function JoinedUp({ onBack }: { readonly onBack: () => void }): ReactNode {
  const { t } = useTranslation('ui');
  return (
    <div className={styles.line} role="status" data-testid="together-joined">
      <Users size={18} aria-hidden />
      <span>{t('together.joined')}</span>
      <Button look="quiet" onClick={onBack} data-testid="together-back"><Undo2 size={16} aria-hidden />{t('toast.undo')}</Button>
    </div>
  );
}

/** Nothing typed is touched by it: only who it was and what. */
function Shown({ standing, seen, onSeen }: { readonly standing: Standing; readonly seen: Fields; readonly onSeen: () => void }): ReactNode {
  const { t } = useTranslation('ui');
  const words = useWhoAndWhen(standing);
  return (
    <section className={styles.note} data-testid="together" data-kind="shown" aria-label={t('together.title')}>
      <div className={styles.head} role="status">
        <Users size={18} aria-hidden />
        <p><strong>{t(standing.who === 'engine' ? 'together.changedEngine' : 'together.changed', words)}</strong> {t('together.shown')}</p>
        <Button look="quiet" onClick={onSeen}>{t('together.seen')}</Button>
      </div>
      <Lines moved={meanwhile(seen, standing.fields, seen)} sides={[seen, standing.fields]} name={words.name} withMine={false} chosen={{}} onChosen={() => undefined} />
    </section>
  );
}

/** Name of a record of a list, by the side that has it. */
function nameIn(sides: readonly Fields[], field: string, id: string): LocalText | null {
  for (const side of sides) {
    const list = side[field];
    if (!Array.isArray(list)) continue;
    const found = (list as readonly EntryValue[]).find((each) => typeof each === 'object' && each !== null && (each as Fields)['id'] === id) as Fields | undefined;
    const parsed = localText.safeParse(found?.['name']);
    if (parsed.success) return parsed.data;
  }
  return null;
}

interface LinesProps {
  readonly moved: readonly MovedField[];
  /** Where the records of a list say their names. */
  readonly sides: readonly Fields[];
  readonly name: string;
  readonly withMine: boolean;
  readonly chosen: Readonly<Record<string, Side>>;
  readonly onChosen: (field: string, side: Side) => void;
}

/** Field by field what stood, what stands and what is typed here; where both changed it, the choice below. */
function Lines({ moved, sides, name, withMine, chosen, onChosen }: LinesProps): ReactNode {
  const { t } = useTranslation('ui');
  const words = useFieldWords();
  const local = useLocal();
  /** A record of a list goes by its name, as it stands on the screen. */
  const path = ([field = '', id, ...rest]: readonly string[]): string => {
    const name = id === undefined ? null : nameIn(sides, field, id);
    return name === null || id === undefined ? words.path([field, ...(id === undefined ? [] : [id]), ...rest]) : [words.path([field]), local(name), ...(rest.length === 0 ? [] : [words.path(rest)])].join(' › ');
  };
  const value = (way: readonly string[], given: EntryValue): string =>
    way.at(-1) === 'logoBase64' && given !== null ? t('together.picture') : words.value(way, given);
  return (
    <table className={styles.lines}>
      <thead>
        <tr>
          <th scope="col">{t('together.field')}</th>
          <th scope="col">{t('together.before')}</th>
          <th scope="col">{t('together.theirs', { name })}</th>
          {withMine && <th scope="col">{t('together.mine')}</th>}
        </tr>
      </thead>
      {moved.map(({ field, isContested, lines }) => (
        <tbody key={field} data-field={field} data-contested={isContested}>
          {lines.map(({ path: way, before, theirs, mine }) => (
            <tr key={way.join('/')}>
              <th scope="row">{path(way)}</th>
              <td>{value(way, before)}</td>
              <td>{value(way, theirs)}</td>
              {withMine && <td>{value(way, mine)}</td>}
            </tr>
          ))}
          {isContested && (
            <tr>
              <td colSpan={4}>
                <div className={styles.choice}>
                  <span>{t('together.which')}</span>
                  <Segments label={`${t('together.which')} ${path(field.split('/').filter((part) => part !== ''))}`} value={chosen[field] ?? 'mine'} onChange={(side) => onChosen(field, side)} options={[{ value: 'theirs', label: t('together.theirs', { name }) }, { value: 'mine', label: t('together.mine') }]} />
                </div>
              </td>
            </tr>
          )}
        </tbody>
      ))}
    </table>
  );
}
