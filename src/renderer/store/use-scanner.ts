import { useEffect } from 'react';
import type { StoredChecklist } from '#contract/rounds.ts';
import { SCAN_PAUSE_MS, ScanReader } from '../model/scan.ts';
import { callEngine } from './connection.ts';
import { rounds, useRounds } from './rounds-store.ts';
import { route } from './route-store.ts';

const WAITS = new Set(['upcoming', 'due', 'overdue', 'late']);

/** Listens for labels on every screen: a machine's label leads to its items in the round that is open. */
export function useScanner(): void {
  useEffect(() => {
    const reader = new ScanReader();
    const give = (text: string | null): void => {
      // The keys of a person who began with the scanner's sign go where they were meant to go.
      if (text !== null && document.activeElement instanceof HTMLElement && document.activeElement.matches('input, textarea')) document.execCommand('insertText', false, text);
    };
    const onKey = (event: KeyboardEvent): void => {
      const { taken, done, given } = reader.key(event.code, event.shiftKey, performance.now());
      give(given);
      if (taken) {
        event.preventDefault();
        event.stopPropagation();
        setTimeout(() => give(reader.expire(performance.now())), SCAN_PAUSE_MS + 20);
      }
      if (done !== null) void leadTo(done);
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, []);
}

/** Opens the item of a machine in a round that is open; else says what is to be done first. */
async function leadTo(equipment: string): Promise<void> {
  const answer = await callEngine('rounds.checklists', {});
  const lists: readonly StoredChecklist[] = answer.ok ? answer.value : [];
  const itemOf = (checklistId: string): string | null => lists.find(({ list }) => list.id === checklistId)?.list.items.find((item) => item.equipment === equipment)?.id ?? null;
  const lines = useRounds.getState().today?.lines ?? [];
  const open = lines.find((line) => (line.status === 'running' || line.status === 'paused') && itemOf(line.checklistId) !== null);
  if (open !== undefined) {
    rounds.open(open.id, itemOf(open.checklistId));
    rounds.scanned(null);
  } else {
    const waits = lines.some((line) => WAITS.has(line.status) && itemOf(line.checklistId) !== null);
    rounds.tab('today');
    rounds.scanned({ equipment, told: waits ? 'begin' : 'none' });
  }
  route.go('rounds');
}
