import { equipmentOf, roleOf } from '#core/plant/tag.ts';
import { beat } from '../plc/ai-area.ts';
import { takeAlive, takeOutput } from '../plc/annunciator.ts';
import type { Read } from '../plc/conditions.ts';
import type { PlcProgram } from '../plc/program.ts';
import type { PlcContext } from '../plc/state.ts';
import { createTagSources } from '../plc/tag-sources.ts';
import type { TwinState } from '../state.ts';
import { answerPdu, EXCEPTION, exceptionPdu } from './pdu.ts';
import type { Device } from './pdu.ts';
import { UnitRegisters } from './register-image.ts';
import type { TagSlot, WrittenTag } from './register-image.ts';
import type { HandlePdu } from './tcp.ts';

/** The register map of the profile over the memory of the PLC. */
export interface RegisterDevice {
  readonly handlePdu: HandlePdu;
  tagValue(tag: string): number | null;
}

interface Slot {
  readonly slot: TagSlot;
  readonly read: Read;
}

/**
 * Serves every slave of the profile. The image is filled when somebody asks, from the memory
 * as the last scan left it. Only the AI area and the annunciator of the map can be written; everything else
 * answers exception 02, as addresses outside the map do.
 */
export function createRegisterDevice(program: PlcProgram, state: TwinState): RegisterDevice {
  const { profile } = program;
  const sources = createTagSources(profile);
  const units = new Map<number, { registers: UnitRegisters; slots: Slot[]; atScan: number }>();
  const context: PlcContext = {
    state: state.plc,
    inputs: state.inputs,
    now: { weekday: 0, secondOfDay: 0, dayOfYear: 1, dayNumber: 0 },
    scanMs: 0,
    cleaningDone: null,
  };
  for (const tag of profile.tags) {
    let unit = units.get(tag.slave);
    if (unit === undefined) {
      unit = { registers: new UnitRegisters(), slots: [], atScan: -1 };
      units.set(tag.slave, unit);
    }
    unit.slots.push({
      slot: unit.registers.add(tag, tag.access === 'rw'),
      read: sources.get(tag.id) ?? (() => 0),
    });
  }

  const unitIndex = new Map(program.units.map((unit) => [unit.id, unit.index]));
  const outputIndex = new Map(
    (profile.plc.annunciator?.outputs ?? []).map(({ tag }, index) => [tag, index]),
  );
  const accept = ({ tag, value }: WrittenTag): void => {
    if (tag.id === program.ai.heartbeatTag) return beat(context, value);
    if (tag.id === profile.plc.annunciator?.aliveTag) return takeAlive(state.plc, value);
    const output = outputIndex.get(tag.id);
    if (output !== undefined) return takeOutput(state.plc, output, value !== 0);
    const setting = program.settingIndex(tag.id);
    if (setting !== null) {
      state.plc.settings[setting] = value;
      return;
    }
    const unit =
      roleOf(tag.id) === 'cmd'
        ? state.plc.units[unitIndex.get(equipmentOf(tag.id)) ?? -1]
        : undefined;
    if (unit !== undefined) unit.command = value;
  };

  const devices = new Map<number, Device>();
  for (const [slave, unit] of units) {
    devices.set(slave, {
      read(table, address, count) {
        if (unit.atScan !== state.plc.scans) {
          unit.atScan = state.plc.scans;
          for (const { slot, read } of unit.slots) slot.write(read(context));
        }
        return unit.registers.read(table, address, count);
      },
      write(table, address, words) {
        const result = unit.registers.write(table, address, words);
        if (result === 'partOfValue') return 'illegalValue';
        if (typeof result === 'string') return 'illegalAddress';
        result.forEach(accept);
        return 'done';
      },
    });
  }

  return {
    handlePdu(unit, pdu) {
      const device = devices.get(unit);
      return device === undefined
        ? exceptionPdu(pdu[0] ?? 0, EXCEPTION.targetSilent)
        : answerPdu(device, pdu);
    },
    tagValue: (tag) => sources.get(tag)?.(context) ?? null,
  };
}
