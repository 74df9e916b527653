import { incidentSchema, levelTimes } from '#core/alarms/incident.ts';
import { counterOf } from '#core/plant/derived.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { IncidentFigures } from '#core/report/figures.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { withSpan } from '../alarms/incident-span.ts';
import { stored } from '../stored-answer.ts';

interface Sources {
  readonly profile: PlantProfile;
  readonly historian: Historian;
}

/** An incident as a report holds it: the record itself, and for one that is not signed its span out of the history. */
export async function incidentOf(
  { profile, historian }: Sources,
  id: string,
  nowMs: number,
): Promise<Result<IncidentFigures, RpcError>> {
  const entries = stored(
    await historian.entries({ kinds: ['incident'], id, versions: 'latest', limit: 1 }),
  );
  if (!entries.ok) return entries;
  const parsed = incidentSchema.safeParse(entries.value[0]?.body);
  if (!parsed.success)
    return err(rpcFault('notFound', `there is no incident ${id}`, 'incident.gone', { id }));
  const filled =
    parsed.data.state === 'closed'
      ? ok(parsed.data)
      : await withSpan(historian, parsed.data, nowMs);
  if (!filled.ok) return filled;
  const { min, max, values, worst, occurrences: _occurrences, ...rest } = filled.value;
  const endMs = rest.calmMs ?? nowMs;
  const discharged = await countedBetween({ profile, historian }, rest.openedMs, endMs);
  if (!discharged.ok) return discharged;
  return ok({
    ...rest,
    decimals: profile.tags.find((tag) => tag.id === rest.tag)?.decimals ?? 2,
    limitMin: min,
    limitMax: max,
    worst: worst === null ? null : { value: worst.value, atMs: worst.tsMs },
    levels: [...levelTimes(rest.lines, rest.item, endMs)],
    dischargedM3: discharged.value,
    curve: values,
  });
}

/** Growth of the outflow's own counter, m³; null without one, or where it went back. */
async function countedBetween(
  { profile, historian }: Sources,
  fromMs: number,
  toMs: number,
): Promise<Result<number | null, RpcError>> {
  const counter = counterOf(profile, profile.display.effluentFlowTag);
  if (counter === null) return ok(null);
  const before = stored(await historian.latest([counter], fromMs));
  if (!before.ok) return before;
  const after = stored(await historian.latest([counter], toMs));
  if (!after.ok) return after;
  const first = before.value[0]?.value ?? null;
  const last = after.value[0]?.value ?? null;
  return ok(first === null || last === null || last < first ? null : last - first);
}
