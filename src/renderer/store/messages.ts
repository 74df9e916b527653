import type { TFunction } from 'i18next';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventRecord, LayerVerdict } from '#contract/records.ts';
import type { ActiveAlarm } from '#contract/snapshot.ts';
import type { LocalText } from '#core/plant/common.ts';
import { formatBytes, formatNumber, formatStamp, formatUnit, spanOf } from '../model/format.ts';
import type { ProfileIndex } from '../model/profile-index.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { useLocal, useProfile } from './hooks.ts';

type Params = EventRecord['params'];

const SPACES = ['messages', 'ui', 'trends', 'machines', 'settings', 'virtualPlant', 'people'] as const;

export interface MessageContext {
  readonly t: TFunction<typeof SPACES>;
  readonly local: (text: LocalText) => string;
  readonly profile: PlantProfile;
  readonly index: ProfileIndex;
  readonly has: (key: string) => boolean;
}

/** Name of whatever a record concerns: unit, machine, tank, instrument, tag or alarm; its id when the profile does not know it. */
export function subjectName(subject: string, { local, index, profile }: Pick<MessageContext, 'local' | 'index' | 'profile'>): string {
  const ofUnit = index.machineOfUnit.get(subject);
  if (ofUnit !== undefined) {
    const unit = ofUnit.units.find((each) => each.id === subject);
    return ofUnit.units.length > 1 && unit !== undefined ? `${local(ofUnit.name)} ${unit.label}` : local(ofUnit.name);
  }
  const known = index.machine.get(subject) ?? index.tank.get(subject) ?? index.sensor.get(subject) ?? index.tag.get(subject)
    ?? profile.valves.find((valve) => valve.id === subject);
  if (known !== undefined) return local(known.name);
  const alarm = index.alarm.get(subject);
  return alarm === undefined ? subject : local(alarm.text);
}

/** The words a message is filled with: the record's own params, and names looked up for the ids among them. */
function filled(params: Params, context: MessageContext): Record<string, string | number> {
  const { t, local, profile, index } = context;
  const words: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(params)) {
    words[key] = value === null ? t('ui:unknown') : typeof value === 'boolean' ? t(value ? 'ui:yes' : 'ui:no') : typeof value === 'number' ? formatShort(value) : value;
  }
  const text = (key: string): string | null => (typeof params[key] === 'string' ? params[key] : null);
  const number = (key: string): number | null => (typeof params[key] === 'number' ? params[key] : null);
  const span = (seconds: number | null): string => {
    if (seconds === null) return t('ui:unknown');
    const { unit, count } = spanOf(seconds * 1000);
    return t(`ui:span.${unit}`, { count });
  };
  const name = (key: string): string => {
    const id = text(key);
    return id === null ? t('ui:unknown') : subjectName(id, context);
  };
  words['unitName'] = name('unit');
  words['tagName'] = name('tag');
  const permissive = text('permissive');
  const found = permissive === null ? undefined : profile.machines.flatMap((machine) => machine.permissives).find((each) => each.id === permissive);
  const ofMachine = permissive === null ? undefined : index.machineOfUnit.get(text('unit') ?? '')?.permissives.find((each) => each.id === permissive);
  const shown = ofMachine ?? found;
  words['permissiveText'] = shown === undefined ? name('tag') : local(shown.text);
  const interlock = profile.interlocks.find((each) => each.id === text('interlock'));
  words['interlockName'] = interlock === undefined ? (text('interlock') ?? t('ui:unknown')) : local(interlock.name);
  words['intervalText'] = span(number('intervalS'));
  words['remainingText'] = span(number('remainingS'));
  words['freeSize'] = formatBytes(number('freeBytes'));
  words['neededSize'] = formatBytes(number('neededBytes'));
  words['size'] = formatBytes(number('bytes'));
  const stamp = (key: string): string => formatStamp(number(key) ?? 0, profile.site.timeZone);
  words['backupTime'] = number('backupMs') === null ? '' : stamp('backupMs');
  words['missingText'] = number('missingFromMs') === null ? '' : t('messages:history.missing', { from: stamp('missingFromMs'), to: stamp('missingToMs') });
  const backupFault = text('backupFault');
  words['faultText'] = backupFault !== null && context.has(`messages:backupFault.${backupFault}`) ? t(`messages:backupFault.${backupFault as 'io'}`, words as { path: string }) : '';
  const item = text('item');
  words['itemName'] = item !== null && context.has(`ui:item.${item}`) ? t(`ui:item.${item as 'TN'}`) : (item ?? '');
  const quality = text('quality');
  words['qualityName'] = quality !== null && context.has(`ui:quality.${quality}`) ? t(`ui:quality.${quality as 'stale'}`) : (quality ?? '');
  // Words of the checks, causes and stand-ins of the data's quality, by the code the record holds.
  for (const [key, from, group] of [
    ['checkName', 'check', 'qaCheck'], ['severityName', 'severity', 'qaSeverity'], ['reasonName', 'why', 'qaCheck'],
    ['causeName', 'cause', 'calibrationCause'], ['substituteName', 'substitute', 'substitute'], ['learnReasonName', 'learnReason', 'learnReason'],
  ] as const) {
    const code = text(from);
    words[key] = code !== null && context.has(`messages:${group}.${code}`) ? t(`messages:${group}.${code}` as 'messages:qaCheck.range') : (code ?? '');
  }
  const ko = text('ko');
  const en = text('en');
  if (ko !== null && en !== null) words['titleText'] = words['itemText'] = words['costText'] = local({ ko, en });
  const named = text(local({ ko: 'nameKo', en: 'nameEn' }));
  words['localName'] = named ?? '';
  words['comment'] = text('comment') ?? '';
  fillPeople(words, params, context);
  words['onText'] = t(params['on'] === true ? 'trends:on' : 'trends:off');
  for (const [key, from] of [['fromName', 'from'], ['toName', 'to']] as const) {
    const mode = text(from);
    words[key] = mode !== null && context.has(`ui:mode.${mode}`) ? t(`ui:mode.${mode as 'plc'}`) : (mode ?? '');
  }
  const kind = text('kind') ?? text('connection');
  words['kindName'] = kind !== null && context.has(`settings:connection.kind.${kind}`) ? t(`settings:connection.kind.${kind as 'tcp'}`) : (kind ?? '');
  words['commandText'] = commandText(params, context);
  const plantAction = text('plantAction');
  words['plantActionName'] = plantAction !== null && context.has(`virtualPlant:action.${plantAction}`) ? t(`virtualPlant:action.${plantAction as 'panel'}`) : (plantAction ?? '');
  words['plantFaultName'] = plantFaultName(text('plantFault'), context);
  if (typeof params['unit'] === 'string' && !index.machineOfUnit.has(params['unit'])) words['unit'] = formatUnit(params['unit']);
  return words;
}

/** Words of roles, rights and commands, by the codes a record or refusal holds. */
function fillPeople(words: Record<string, string | number>, params: Params, { t, has }: MessageContext): void {
  const known = (group: 'role' | 'right' | 'call', code: unknown): string =>
    typeof code !== 'string' ? '' : has(`people:${group}.${code}`) ? t(`people:${group}.${code}` as 'people:role.viewer') : code;
  words['roleName'] = known('role', params['role']);
  words['rightName'] = known('right', params['right']);
  words['callName'] = known('call', params['call']);
  words['rolesText'] = String(params['roles'] ?? '').split(' ').filter((role) => role !== '').map((role) => known('role', role)).join(', ');
}

/** A fault of an instrument or an event of the inflow, by the word of its language; nothing where the record names none. */
function plantFaultName(kind: string | null, { t, has }: MessageContext): string {
  if (kind === null) return '';
  if (has(`virtualPlant:fault.${kind}`)) return t(`virtualPlant:fault.${kind as 'stuck'}`);
  return has(`virtualPlant:event.${kind}`) ? t(`virtualPlant:event.${kind as 'rain'}`) : kind;
}

const formatShort = (value: number): string => formatNumber(value, Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 2 : 1);

function commandText(params: Params, { t, index, local, has }: MessageContext): string {
  const action = params['action'];
  if (typeof action === 'string' && has(`machines:action.${action}`)) return t(`machines:action.${action as 'start'}`);
  const tag = index.tag.get(String(params['tag']));
  if (tag !== undefined && typeof params['value'] === 'number') {
    return `${local(tag.name)} ${formatNumber(params['value'], tag.decimals)} ${formatUnit(tag.unit)}`.trim();
  }
  return '';
}

/** Text of a message code; an unknown code shows itself rather than nothing. */
export function messageText(code: string, params: Params, context: MessageContext): string {
  const { t, has } = context;
  const words = filled(params, context);
  const alarmId = params['alarm'];
  words['alarmText'] = '';
  if (typeof alarmId === 'string') words['alarmText'] = alarmText({ id: alarmId, code: typeof params['text'] === 'string' ? params['text'] : null, params }, context);
  return has(`messages:${code}`) ? String(t(code as 'unknownCode', words as { code: string })).trim() : t('unknownCode', { code });
}

/** Text of an active alarm: the profile's own words, or the message of a derived one. */
export function alarmText(alarm: Pick<ActiveAlarm, 'id' | 'code' | 'params'>, context: MessageContext): string {
  if (alarm.code !== null) {
    const { alarm: _self, ...params } = alarm.params;
    return messageText(alarm.code, params, context);
  }
  const known = context.index.alarm.get(alarm.id);
  return known === undefined ? alarm.id : context.local(known.text);
}

export interface Messages {
  readonly event: (event: EventRecord) => string;
  readonly alarm: (alarm: Pick<ActiveAlarm, 'id' | 'code' | 'params'>) => string;
  readonly verdict: (verdict: LayerVerdict) => string;
  readonly code: (code: string, params: Params) => string;
  readonly subject: (subject: string) => string;
  /** Name of a command as the audit log shows it. */
  readonly call: (call: string) => string;
}

/** Texts of events, alarms and verdicts in the present language. */
export function useMessages(): Messages {
  const { t, i18n } = useTranslation(SPACES);
  const local = useLocal();
  const { profile, index } = useProfile();
  const context = useCallback((): MessageContext => ({ t, local, profile, index, has: (key) => i18n.exists(key) }), [t, i18n, local, profile, index]);
  return useMemo(() => ({
    event: (event) => messageText(event.code, event.params, context()),
    alarm: (alarm) => alarmText(alarm, context()),
    verdict: (verdict) => messageText(verdict.code, verdict.params, context()),
    code: (code, params) => messageText(code, params, context()),
    subject: (subject) => subjectName(subject, context()),
    call: (call) => (i18n.exists(`people:call.${call}`) ? t(`people:call.${call}` as 'people:call.engine.stop') : call),
  }), [context, t, i18n]);
}
