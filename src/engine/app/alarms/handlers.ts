import { ok } from '#core/result.ts';
import type { alarmDeskCommands, alarmDeskQueries } from '#contract/alarms.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import type { AlarmParts } from './index.ts';

type AlarmCall = keyof typeof alarmDeskQueries | keyof typeof alarmDeskCommands;

/** Answers the calls on alarms and incidents. */
export function alarmHandlers({ desk, records }: AlarmParts): Pick<Handlers, AlarmCall> {
  return {
    'alarms.aside': () => Promise.resolve(ok(desk.aside())),
    'alarms.catalogue': () => records.catalogue(),
    'alarms.journal': (query) => records.journal(query),
    'alarms.persons': () => records.persons(),
    'alarms.health': ({ days }) => records.health(days, desk.nowMs()),
    'alarms.settingHistory': ({ alarm }) => records.settingHistory(alarm),
    'incidents.list': ({ limit }) => desk.incidents.list(limit),
    'incidents.get': ({ id }) => desk.incidents.get(id),
    'alarms.acknowledge': (query) => desk.acknowledge(query),
    'alarms.comment': (query) => desk.comment(query),
    'alarms.shelve': (query) => desk.shelve(query),
    'alarms.unshelve': (query) => desk.unshelve(query),
    'alarms.takeOut': (query) => desk.takeOut(query),
    'alarms.bringBack': (query) => desk.bringBack(query),
    'alarms.reset': (query) => desk.reset(query),
    'alarms.silence': (query) => desk.annunciator.silence(query),
    'alarms.testAnnunciator': (query) => desk.annunciator.test(query),
    'alarms.configure': (query) => desk.configure(query),
    'alarms.configureFlood': (query) => desk.configureFlood(query),
    'incidents.write': (query) => desk.incidents.write(query),
    'incidents.tell': (query) => desk.incidents.tell(query),
    'incidents.close': (query) => desk.incidents.close(query),
  };
}
