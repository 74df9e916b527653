import type { AiFigures } from './figures.ts';

export type EventParams = Readonly<Record<string, string | number | boolean | null>>;

/** What of an event is looked at here. */
export interface CommandEvent {
  readonly code: string;
  readonly actor: string;
  readonly params: EventParams;
}

type Commands = AiFigures['operation']['commands'];
type Outcome = 'confirmed' | 'refused' | 'notConfirmed';
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  'command.confirmed': 'confirmed',
  'command.refused': 'refused',
  'command.notConfirmed': 'notConfirmed',
  'command.failed': 'notConfirmed',
};

/** Layers of the safety, by the beginning of the code a refusal carries. */
export const LAYERS = ['permissive', 'interlock', 'rateLimit', 'range', 'area', 'mode'] as const;

/**
 * Commands by who gave them and what became of them, and the refused by the layer that spoke first.
 * Everything that is neither a person nor the PLC is the program's own: rules, plans, the engine.
 */
export function commandFigures(
  events: readonly CommandEvent[],
): Pick<AiFigures['operation'], 'commands' | 'refusedBy'> {
  const none = { confirmed: 0, refused: 0, notConfirmed: 0 };
  const counts: Record<Commands[number]['by'], Record<Outcome, number>> = {
    ai: { ...none },
    person: { ...none },
  };
  const refusedBy: Record<string, number> = {};
  for (const { code, actor, params } of events) {
    const outcome = OUTCOMES[code];
    if (outcome === undefined || actor === 'plc') continue;
    counts[actor.startsWith('person:') ? 'person' : 'ai'][outcome]++;
    if (outcome !== 'refused') continue;
    const reason = typeof params['reason'] === 'string' ? params['reason'] : '';
    const layer = LAYERS.find((each) => reason.startsWith(`${each}.`));
    if (layer !== undefined) refusedBy[layer] = (refusedBy[layer] ?? 0) + 1;
  }
  return {
    commands: [
      { by: 'ai', ...counts.ai },
      { by: 'person', ...counts.person },
    ],
    refusedBy,
  };
}
