import { useEffect } from 'react';
import type { RoundLine, StoredChecklist } from '#contract/rounds.ts';
import { isTouched } from '#core/rounds/answer.ts';
import { KeyPace, SCAN_PAUSE_MS, ScanReader } from '../model/scan.ts';
import { callEngine } from './connection.ts';
import { rounds, useRounds } from './rounds-store.ts';
import { route } from './route-store.ts';
import { leadToWork } from './work-store.ts';

const WAITS = new Set(['upcoming', 'due', 'overdue', 'late']);

/** Listens for labels on every screen: a machine's label leads to its items in the round that is open. */
export function useScanner(): void {
  useEffect(() => {
    const reader = new ScanReader();
    const pace = new KeyPace();
    const give = (text: string | null): void => {
      // The keys of a person who began with the scanner's sign go where they were meant to go.
      if (text !== null && document.activeElement instanceof HTMLElement && document.activeElement.matches('input, textarea')) document.execCommand('insertText', false, text);
    };
    const onKey = (event: KeyboardEvent): void => {
      // A code that is none of ours ends with Enter too: outside a field it must not press what has the focus.
      const strange = pace.key(event.key, performance.now()).ends && !(event.target instanceof HTMLElement && event.target.matches('input, textarea'));
      const { taken, done, given } = reader.key(event.code, event.shiftKey, performance.now());
      give(given);
      if (taken) {
        event.preventDefault();
        event.stopPropagation();
        setTimeout(() => give(reader.expire(performance.now())), SCAN_PAUSE_MS + 20);
      }
      if (done !== null && !leadToWork(done)) void leadTo(done);
      if (strange && !taken) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, []);
}

/** Opens the next item of a machine that waits in a round that is open; else offers the round that is due. */
async function leadTo(equipment: string): Promise<void> {
  const answer = await callEngine('rounds.checklists', {});
  const lists: readonly StoredChecklist[] = answer.ok ? answer.value : [];
  const has = ({ checklistId }: RoundLine): boolean => lists.find(({ list }) => list.id === checklistId)?.list.items.some((item) => item.equipment === equipment) === true;
  // A round begun a moment ago may not stand in the list on screen yet.
  const today = await callEngine('rounds.today', {});
  const lines = today.ok ? today.value.lines : (useRounds.getState().today?.lines ?? []);
  const open = lines.find((line) => (line.status === 'running' || line.status === 'paused') && has(line));
  if (open !== undefined) {
    const view = await callEngine('rounds.round', { id: open.id });
    const items = view.ok ? view.value.list.items.filter((item) => item.equipment === equipment) : [];
    const round = view.ok ? view.value.round : null;
    const waits = items.find(({ id }) => !isTouched(round?.answers[id])) ?? items[0];
    rounds.open(open.id, waits?.id ?? null);
    rounds.scanned(null);
  } else {
    const due = lines.find((line) => WAITS.has(line.status) && has(line)) ?? null;
    rounds.tab('today');
    rounds.scanned({ equipment, told: due === null ? 'none' : 'begin', line: due });
  }
  route.go('rounds');
}
