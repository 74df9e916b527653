import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { resources } from '../../i18n/index.ts';
import { searchAll } from '../../model/search.ts';
import type { Searchable } from '../../model/search.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { AlarmMark, asMarkPriority } from '../../ui/alarm-mark.tsx';
import styles from './help-panel.module.css';
import { helpIndex } from './texts.ts';
import type { FoundHelp } from './texts.ts';

const MOST_TEXTS = 12;
const MOST_ALARMS = 8;
const EXCERPT = 110;

interface HelpSearchProps {
  readonly query: string;
  readonly onTopic: (id: string) => void;
  /** Whether the profile is there, whose alarms can be found too. */
  readonly alarms: boolean;
}

/** What is found in the texts of help, and in what the profile says on its alarms. */
export function HelpSearch({ query, onTopic, alarms }: HelpSearchProps): ReactNode {
  const { t } = useTranslation('help');
  const language = usePreferences((state) => state.language);
  const index = useMemo(() => helpIndex(language), [language]);
  const found = useMemo(() => searchAll(query, index, MOST_TEXTS), [query, index]);
  const texts = (
    <ul className={styles.found}>
      {found.map((each) => (
        <FoundText
          key={`${each.topic} ${each.heading ?? ''}`}
          found={each}
          query={query}
          onTopic={onTopic}
        />
      ))}
    </ul>
  );
  if (alarms) return <WithAlarms query={query} texts={texts} count={found.length} />;
  return (
    <>
      {found.length === 0 ? (
        <Nothing />
      ) : (
        <p className="visually-hidden" role="status">
          {t('results', { count: found.length })}
        </p>
      )}
      {texts}
    </>
  );
}

function Nothing(): ReactNode {
  const { t } = useTranslation('help');
  return (
    <div role="status" className={styles.nothing}>
      <p>
        <strong>{t('none')}</strong>
      </p>
      <p>{t('noneHint')}</p>
    </div>
  );
}

/** The part of a text around the first word that was looked for. */
function excerptOf(text: string, query: string): string {
  const at = text.toLowerCase().indexOf((query.trim().split(/\s+/)[0] ?? '').toLowerCase());
  const from = Math.max(0, at - EXCERPT / 3);
  return `${from > 0 ? '… ' : ''}${text.slice(from, from + EXCERPT).trim()}${text.length > from + EXCERPT ? ' …' : ''}`;
}

function FoundText({
  found,
  query,
  onTopic,
}: {
  readonly found: FoundHelp;
  readonly query: string;
  readonly onTopic: (id: string) => void;
}): ReactNode {
  return (
    <li>
      <button type="button" onClick={() => onTopic(found.topic)}>
        <strong>
          {found.title}
          {found.heading === null ? '' : ` › ${found.heading}`}
        </strong>
        <small>{excerptOf(found.excerpt, query)}</small>
      </button>
    </li>
  );
}

const KEYS = ['cause', 'check', 'action', 'effect'] as const;

interface FoundAlarm extends Searchable {
  readonly id: string;
  /** Null for alarms of the engine itself, whose priority depends on what they tell. */
  readonly priority: number | null;
  readonly words: Readonly<Record<(typeof KEYS)[number], string>>;
}

type OwnAlarm = keyof (typeof resources)['ko']['alarms']['own'];

/** Alarms of the profile and of the engine itself with the words on them, as they are found. */
function useAlarmIndex(): readonly FoundAlarm[] {
  const { t } = useTranslation(['alarms', 'messages']);
  const local = useLocal();
  const { profile } = useProfile();
  return useMemo(() => {
    const ofProfile = profile.alarms.map((alarm): FoundAlarm => {
      const words = {
        cause: local(alarm.cause),
        check: local(alarm.check),
        action: local(alarm.action),
        effect: local(alarm.effect),
      };
      const also = [alarm.text.ko, alarm.text.en, ...Object.values(words), alarm.equipment ?? ''];
      return { id: alarm.id, priority: alarm.priority, words, text: local(alarm.text), also };
    });
    const ofEngine = (Object.keys(resources.ko.alarms.own) as OwnAlarm[]).map(
      (name): FoundAlarm => {
        const words = {
          cause: t(`alarms:own.${name}.cause`),
          check: t(`alarms:own.${name}.check`),
          action: t(`alarms:own.${name}.action`),
          effect: t(`alarms:own.${name}.effect`),
        };
        // What fills the name is only known once the alarm stands.
        const text = String(t(`messages:alarm.${name}` as 'messages:alarm.linkDown')).replace(
          /{{\w+}}/g,
          '…',
        );
        return { id: name, priority: null, words, text, also: Object.values(words) };
      },
    );
    return [...ofProfile, ...ofEngine];
  }, [profile, local, t]);
}

function WithAlarms({
  query,
  texts,
  count,
}: {
  readonly query: string;
  readonly texts: ReactNode;
  readonly count: number;
}): ReactNode {
  const { t } = useTranslation(['help', 'alarms']);
  const index = useAlarmIndex();
  const found = useMemo(() => searchAll(query, index, MOST_ALARMS), [query, index]);
  if (count + found.length === 0) return <Nothing />;
  return (
    <>
      <p className="visually-hidden" role="status">
        {t('results', { count: count + found.length })}
      </p>
      {texts}
      <ul className={styles.found}>
        {found.map(({ id, priority, text, words }) => (
          <li key={id}>
            <details data-testid="help-found-alarm">
              <summary>
                {priority !== null && (
                  <AlarmMark priority={asMarkPriority(priority)} size={20} hollow />
                )}
                <span>
                  <small>{t('alarm')}</small> <strong>{text}</strong>
                </span>
              </summary>
              <dl>
                {KEYS.map((key) => (
                  <div key={key}>
                    <dt>{t(`alarms:help.${key}`)}</dt>
                    <dd>{words[key]}</dd>
                  </div>
                ))}
              </dl>
            </details>
          </li>
        ))}
      </ul>
    </>
  );
}
