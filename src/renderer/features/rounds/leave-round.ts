import type { Result } from '#core/result.ts';
import type { Round } from '#core/rounds/round.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';

/**
 * Pauses a round whose answers are all on disk. One that stands paused already, since an earlier word of it came
 * through and its answer did not, is as good as paused now.
 */
export async function leaveRound(id: string, who: string): Promise<Result<Round | null, CallFault>> {
  const answer = await callEngine('rounds.pause', { id, who });
  if (!answer.ok && answer.error.kind === 'engine' && answer.error.error.messageCode === 'rounds.notOpen') return { ok: true, value: null };
  return answer;
}
