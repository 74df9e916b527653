import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Station } from '../../model/station-layout.ts';
import { route } from '../../store/route-store.ts';
import { ValueLabel } from '../../ui/value-label.tsx';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { useMedia } from '../../ui/use-media.ts';
import { shortLabels } from '../../model/short-name.ts';
import styles from './station-values.module.css';

/** Narrowest width one value needs, px. */
const VALUE_PX = 88;
const ROWS = 2;
/** Below this height the blower takes the place of the second row. */
const ROOMY = '(min-height: 860px)';

/** Key readings of a station, most important first; as many as its width holds in two rows. */
export function StationValues({ station, widthPx }: { readonly station: Station; readonly widthPx: number }): ReactNode {
  const { profile, index } = useProfile();
  const local = useLocal();
  const { t } = useTranslation('ui');
  const roomy = useMedia(ROOMY);
  const rows = station.machines.includes(profile.display.blower.machine) && !roomy ? 1 : ROWS;
  const columns = Math.max(1, Math.floor(widthPx / VALUE_PX));
  const levels = new Set(station.tanks.flatMap((id) => index.tank.get(id)?.levelTag ?? []));
  // A level is already drawn in its tank.
  const shown = station.values.filter((tag) => station.tanks.length > 1 || !levels.has(tag)).slice(0, columns * rows);
  const names = shortLabels(shown.map((tagId) => {
    const tag = index.tag.get(tagId);
    const name = tag === undefined ? tagId : local(tag.name);
    const tank = index.tankOfLevelTag.get(tagId);
    const sensor = index.sensorOfTag.get(tagId);
    return { name, quantity: tank !== undefined ? local(tank.name) : sensor === undefined ? name : t(`quantity.${sensor.quantity}`) };
  }));
  return (
    <div className={styles.values} style={{ gridTemplateColumns: `repeat(${String(columns)}, minmax(0, 1fr))` }}>
      {shown.map((tagId, i) => {
        const tag = index.tag.get(tagId);
        if (tag === undefined) return null;
        const sensor = index.sensorOfTag.get(tagId);
        const full = local(tag.name);
        return (
          <button key={tagId} type="button" className={styles.value} title={sensor === undefined ? full : local(sensor.name)} onClick={() => route.detail({ kind: 'tag', id: tagId })}>
            <ValueLabel tagId={tagId} label={names[i] ?? full} />
          </button>
        );
      })}
    </div>
  );
}
