import type { RoundFault } from '#core/rounds/round.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';

const WORDS: Readonly<Record<RoundFault['code'], string>> = {
  notOpen: 'the round is not open; begin it first',
  notDone: 'the round is not finished; answer it instead',
  unknownItem: 'the check list of this round has no such item',
  windowOver: 'the time to put answers right is over; add to the round with a reason',
  windowOpen: 'the answers can still be put right; correct them instead of adding',
  notPaused: 'the round is not paused',
  noSecond: 'the check list of this round asks for no second signature',
  isSigned: 'a second person has signed this round already',
  sameSigner: 'the second signature is for somebody who had no hand in this round',
  incomplete: 'answers are missing or cannot be so',
};

/** Why a round refuses, with what is missing. */
export const roundFault = (fault: RoundFault): RpcError =>
  rpcFault(
    'refused',
    fault.code === 'incomplete'
      ? `${WORDS.incomplete}: ${fault.itemIds.join(', ')}`
      : WORDS[fault.code],
    `rounds.${fault.code}`,
    fault.code === 'incomplete'
      ? { count: fault.itemIds.length, items: fault.itemIds.join(' ') }
      : {},
  );

export const noRound = (id: string): RpcError =>
  rpcFault('notFound', `no round ${id}`, 'rounds.gone', { round: id });

/** What waits for a failing disk is not lost, but nobody is told that it is safe. */
export const notStored = (): RpcError =>
  rpcFault(
    'unavailable',
    'not on the disk yet; kept in memory and tried again',
    'laboratory.notStored',
  );
