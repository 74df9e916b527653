import type { LocalText } from '../plant/common.ts';
import type { Machine } from '../plant/equipment.ts';
import type { PlantProfile } from '../plant/profile.ts';
import { NO_FIGURE, formatFigure, formatSize, formatUnit, spanOf } from '../units/text.ts';

/**
 * Codes of events, alarms, refusals and commands in words of one language: the one place where the
 * window and the reports of the engine take them from. The words themselves are data
 * (`resources/messages`), asked for by keys such as `messages:alarm.raised` or `ui:item.TN`.
 */
export type MessageParams = Readonly<Record<string, string | number | boolean | null>>;

interface Named {
  readonly name: LocalText;
}

/** What of a profile is looked up by its id; the index of the screens and that of the core both have it. */
export interface NameIndex {
  readonly tag: ReadonlyMap<string, Named & { readonly decimals: number; readonly unit: string }>;
  readonly machine: ReadonlyMap<string, Named>;
  readonly machineOfUnit: ReadonlyMap<string, Machine>;
  readonly tank: ReadonlyMap<string, Named>;
  readonly sensor: ReadonlyMap<string, Named>;
  readonly sensorOfTag?: ReadonlyMap<string, Named>;
  readonly alarm: ReadonlyMap<string, { readonly text: LocalText }>;
}

export interface MessageContext {
  /** Text of a key with its placeholders filled in. */
  readonly word: (key: string, params?: Readonly<Record<string, string | number>>) => string;
  readonly has: (key: string) => boolean;
  readonly local: (text: LocalText) => string;
  readonly profile: PlantProfile;
  readonly index: NameIndex;
  /** Local date and time of an instant. */
  readonly stamp: (tsMs: number) => string;
}

/** Name of whatever a record concerns: unit, machine, tank, instrument, tag or alarm; its id when the profile does not know it. */
export function subjectName(
  subject: string,
  { local, index, profile }: Pick<MessageContext, 'local' | 'index' | 'profile'>,
): string {
  const ofUnit = index.machineOfUnit.get(subject);
  if (ofUnit !== undefined) {
    const unit = ofUnit.units.find((each) => each.id === subject);
    return ofUnit.units.length > 1 && unit !== undefined
      ? `${local(ofUnit.name)} ${unit.label}`
      : local(ofUnit.name);
  }
  const known =
    index.machine.get(subject) ??
    index.tank.get(subject) ??
    index.sensor.get(subject) ??
    index.tag.get(subject) ??
    profile.valves.find((valve) => valve.id === subject);
  if (known !== undefined) return local(known.name);
  const alarm = index.alarm.get(subject);
  return alarm === undefined ? subject : local(alarm.text);
}

const formatShort = (value: number): string =>
  Number.isFinite(value)
    ? formatFigure(value, Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 2 : 1)
    : NO_FIGURE;

/** Groups of words behind a code that a record holds: parameter to fill, parameter with the code, group. */
const CODE_WORDS = [
  ['itemName', 'item', 'ui:item'],
  ['qualityName', 'quality', 'ui:quality'],
  ['fromName', 'from', 'ui:mode'],
  ['toName', 'to', 'ui:mode'],
  ['kindName', 'connection', 'settings:connection.kind'],
  ['kindName', 'kind', 'settings:connection.kind'],
  ['plantActionName', 'plantAction', 'virtualPlant:action'],
  ['checkName', 'check', 'messages:qaCheck'],
  ['severityName', 'severity', 'messages:qaSeverity'],
  ['reasonName', 'why', 'messages:qaCheck'],
  ['causeName', 'cause', 'messages:calibrationCause'],
  ['substituteName', 'substitute', 'messages:substitute'],
  ['learnReasonName', 'learnReason', 'messages:learnReason'],
  ['roleName', 'role', 'people:role'],
  ['rightName', 'right', 'people:right'],
  ['callName', 'call', 'people:call'],
  ['changedByName', 'changedBy', 'messages:changer'],
] as const;

/** The words a message is filled with: the record's own params, and names looked up for the ids among them. */
function filled(params: MessageParams, context: MessageContext): Record<string, string | number> {
  const { word, has, local, index } = context;
  const words: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(params)) {
    words[key] =
      value === null
        ? word('ui:unknown')
        : typeof value === 'boolean'
          ? word(value ? 'ui:yes' : 'ui:no')
          : typeof value === 'number'
            ? formatShort(value)
            : value;
  }
  const text = (key: string): string | null =>
    typeof params[key] === 'string' ? params[key] : null;
  const number = (key: string): number | null =>
    typeof params[key] === 'number' ? params[key] : null;
  const span = (seconds: number | null): string => {
    if (seconds === null) return word('ui:unknown');
    const { unit, count } = spanOf(seconds * 1000);
    return word(`ui:span.${unit}`, { count });
  };
  const name = (key: string): string => {
    const id = text(key);
    return id === null ? word('ui:unknown') : subjectName(id, context);
  };
  words['unitName'] = name('unit');
  words['tagName'] = name('tag');
  fillConditions(words, params, context, name('tag'));
  words['intervalText'] = span(number('intervalS'));
  words['remainingText'] = span(number('remainingS'));
  words['freeSize'] = formatSize(number('freeBytes'));
  words['neededSize'] = formatSize(number('neededBytes'));
  words['size'] = formatSize(number('bytes'));
  const stamp = (key: string): string => context.stamp(number(key) ?? 0);
  words['backupTime'] = number('backupMs') === null ? '' : stamp('backupMs');
  words['changedTime'] = number('changedMs') === null ? '' : stamp('changedMs');
  words['missingText'] =
    number('missingFromMs') === null
      ? ''
      : word('messages:history.missing', {
          from: stamp('missingFromMs'),
          to: stamp('missingToMs'),
        });
  const backupFault = text('backupFault');
  words['faultText'] =
    backupFault !== null && has(`messages:backupFault.${backupFault}`)
      ? word(`messages:backupFault.${backupFault}`, words)
      : '';
  for (const [key, from, group] of CODE_WORDS) {
    const code = text(from);
    if (code === null) words[key] ??= '';
    else words[key] = has(`${group}.${code}`) ? word(`${group}.${code}`) : code;
  }
  words['rolesText'] = (text('roles') ?? '')
    .split(' ')
    .filter((role) => role !== '')
    .map((role) => (has(`people:role.${role}`) ? word(`people:role.${role}`) : role))
    .join(', ');
  const ko = text('ko');
  const en = text('en');
  if (ko !== null && en !== null)
    words['titleText'] = words['itemText'] = words['costText'] = local({ ko, en });
  words['localName'] = text(local({ ko: 'nameKo', en: 'nameEn' })) ?? '';
  words['comment'] = text('comment') ?? '';
  words['onText'] = word(params['on'] === true ? 'trends:on' : 'trends:off');
  words['commandText'] = commandText(params, context);
  words['plantFaultName'] = plantFaultName(text('plantFault'), context);
  const unit = text('unit');
  if (unit !== null && !index.machineOfUnit.has(unit)) words['unit'] = formatUnit(unit);
  return words;
}

/** Words of start conditions and interlocks, which have texts of their own in the profile. */
function fillConditions(
  words: Record<string, string | number>,
  params: MessageParams,
  { word, local, profile, index }: MessageContext,
  tagName: string,
): void {
  const { permissive, interlock, unit } = params;
  const ofMachine = index.machineOfUnit
    .get(typeof unit === 'string' ? unit : '')
    ?.permissives.find((each) => each.id === permissive);
  const shown =
    ofMachine ??
    profile.machines
      .flatMap((machine) => machine.permissives)
      .find((each) => each.id === permissive);
  words['permissiveText'] = shown === undefined ? tagName : local(shown.text);
  const lock = profile.interlocks.find((each) => each.id === interlock);
  words['interlockName'] =
    lock !== undefined
      ? local(lock.name)
      : typeof interlock === 'string'
        ? interlock
        : word('ui:unknown');
}

/** A fault of an instrument or an event of the inflow, by the word of its language; nothing where the record names none. */
function plantFaultName(kind: string | null, { word, has }: MessageContext): string {
  if (kind === null) return '';
  if (has(`virtualPlant:fault.${kind}`)) return word(`virtualPlant:fault.${kind}`);
  return has(`virtualPlant:event.${kind}`) ? word(`virtualPlant:event.${kind}`) : kind;
}

/** What a command does: the word of its action, or the set-point with its value. */
export function commandText(params: MessageParams, context: MessageContext): string {
  const { word, has, index, local } = context;
  const { action, tag, value } = params;
  if (typeof action === 'string' && has(`machines:action.${action}`))
    return word(`machines:action.${action}`);
  const known = typeof tag === 'string' ? index.tag.get(tag) : undefined;
  return known !== undefined && typeof value === 'number'
    ? `${local(known.name)} ${formatFigure(value, known.decimals)} ${formatUnit(known.unit)}`.trim()
    : '';
}

/** Text of a message code; an unknown code shows itself rather than nothing. */
export function messageText(code: string, params: MessageParams, context: MessageContext): string {
  const words = filled(params, context);
  const { alarm, text } = params;
  words['alarmText'] =
    typeof alarm === 'string'
      ? alarmText({ id: alarm, code: typeof text === 'string' ? text : null, params }, context)
      : '';
  const key = `messages:${code}`;
  return context.has(key) ? context.word(key, words).trim() : code;
}

/** Text of an alarm: the profile's own words, or the message of a derived one. */
export function alarmText(
  alarm: { readonly id: string; readonly code: string | null; readonly params: MessageParams },
  context: MessageContext,
): string {
  if (alarm.code !== null) {
    const { alarm: _self, ...params } = alarm.params;
    return messageText(alarm.code, params, context);
  }
  const known = context.index.alarm.get(alarm.id);
  return known === undefined ? alarm.id : context.local(known.text);
}
