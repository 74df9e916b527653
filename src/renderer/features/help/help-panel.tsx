import { CircleHelp, Printer, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlant } from '../../store/plant-store.ts';
import { route, useRoute } from '../../store/route-store.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { help, isScreen, tour, useHelp } from '../../store/help-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { AlarmStrip } from './alarm-strip.tsx';
import styles from './help-panel.module.css';
import { HelpPaper } from './help-paper.tsx';
import { HelpSearch } from './help-search.tsx';
import { HelpArticle } from './help-text.tsx';
import { TOPICS, topicOf } from './texts.ts';

/** Opens and closes help; stands in the top bar on every screen. */
export function HelpButton(): ReactNode {
  const { t } = useTranslation('help');
  const open = useHelp((state) => state.open !== 'no');
  return (
    <button
      type="button"
      className={styles.button}
      title={t('open')}
      aria-label={t('open')}
      aria-pressed={open}
      data-testid="help-button"
      onClick={help.toggle}
    >
      <CircleHelp size={24} aria-hidden />
    </button>
  );
}

/** Help beside the screen it speaks of; the bars with mode, water and alarms stay in sight. Over an open sheet it is a sheet itself. */
export function HelpPanel(): ReactNode {
  const { t } = useTranslation('help');
  const open = useHelp((state) => state.open);
  if (open === 'over') {
    return (
      <Dialog open place="side" onClose={help.close} title={t('title')}>
        <HelpInside />
      </Dialog>
    );
  }
  return open === 'beside' ? <Beside /> : null;
}

function Beside(): ReactNode {
  const { t } = useTranslation('help');
  const panel = useRef<HTMLElement>(null);
  // Whoever opened help reads on; focus goes back to where it was.
  useEffect(() => {
    const before = document.activeElement;
    // The arrow keys scroll the text at once.
    panel.current?.querySelector<HTMLElement>('[data-help-text]')?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <aside
      ref={panel}
      className={styles.panel}
      aria-label={t('title')}
      tabIndex={-1}
      data-testid="help"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          help.close();
        }
      }}
    >
      <header className={styles.head}>
        <h2>{t('title')}</h2>
        <Button look="quiet" aria-label={t('close')} onClick={help.close}>
          <X size={22} aria-hidden />
        </Button>
      </header>
      <HelpInside />
    </aside>
  );
}

type Printing = 'no' | 'topic' | 'all';

function HelpInside(): ReactNode {
  const { t } = useTranslation('help');
  const screen = useRoute((state) => state.screen);
  const asked = useHelp((state) => state.topic);
  const tourSeen = useHelp((state) => state.tourSeen);
  const ready = usePlant((state) => state.index !== null);
  const [query, setQuery] = useState('');
  const [list, setList] = useState(false);
  const [printing, setPrinting] = useState<Printing>('no');
  const topic = asked ?? screen;
  const choose = (next: string | null): void => {
    help.topic(next);
    setQuery('');
    setList(false);
  };
  return (
    <>
      {ready && <AlarmStrip />}
      <div className={styles.find}>
        <input
          type="search"
          className={styles.search}
          value={query}
          aria-label={t('search')}
          placeholder={t('search')}
          maxLength={80}
          onChange={(event) => setQuery(event.target.value)}
          data-testid="help-search"
        />
        <div className={styles.ways}>
          <Button
            look="quiet"
            aria-expanded={list}
            onClick={() => {
              setList(!list);
              setQuery('');
            }}
          >
            {t('contents')}
          </Button>
          {asked !== null && asked !== screen && (
            <Button look="quiet" onClick={() => choose(null)}>
              {t('ofScreen')}
            </Button>
          )}
        </div>
      </div>
      <div className={styles.body} tabIndex={0} data-help-text="" key={`${topic} ${String(list)}`}>
        {query.trim() !== '' ? (
          <HelpSearch query={query} onTopic={choose} alarms={ready} />
        ) : list ? (
          <Contents current={topic} onTopic={choose} />
        ) : (
          <Topic id={topic} here={topic === screen} />
        )}
      </div>
      <footer className={styles.foot}>
        {!tourSeen && <p className={styles.hint}>{t('tourHint')}</p>}
        <Button look={tourSeen ? 'plain' : 'primary'} onClick={tour.start} data-testid="tour-start">
          {t('tour')}
        </Button>
        <Button
          onClick={() => {
            help.close();
            route.shortcuts(true);
          }}
        >
          {t('shortcuts')}
        </Button>
        <Button aria-label={t('print')} title={t('print')} onClick={() => setPrinting('topic')}>
          <Printer size={18} aria-hidden />
        </Button>
        <Button look="quiet" onClick={() => setPrinting('all')}>
          {t('printAll')}
        </Button>
      </footer>
      {printing !== 'no' && (
        <HelpPaper
          topics={printing === 'all' ? TOPICS : [topic]}
          onDone={() => setPrinting('no')}
        />
      )}
    </>
  );
}

function Topic({ id, here }: { readonly id: string; readonly here: boolean }): ReactNode {
  const { t } = useTranslation('help');
  const language = usePreferences((state) => state.language);
  const text = topicOf(language, id);
  if (text === undefined) return <p>{t('missing')}</p>;
  return (
    <>
      <div className={styles.title}>
        <h2 data-testid="help-title">{text.title}</h2>
        {!here && isScreen(id) && (
          <Button
            onClick={() => {
              route.go(id);
              help.topic(null);
            }}
          >
            {t('goTo')}
          </Button>
        )}
      </div>
      <HelpArticle text={text} />
    </>
  );
}

function Contents({
  current,
  onTopic,
}: {
  readonly current: string;
  readonly onTopic: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('help');
  const language = usePreferences((state) => state.language);
  return (
    <nav aria-label={t('contents')}>
      <ol className={styles.contents}>
        {TOPICS.map((id) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === current ? 'true' : undefined}
              onClick={() => onTopic(id)}
            >
              {topicOf(language, id)?.title ?? id}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
