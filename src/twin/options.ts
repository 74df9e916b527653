import { parseArgs } from 'node:util';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';

/** Command line of the virtual plant. */
export interface TwinOptions {
  readonly profile: string;
  readonly host: string;
  readonly port: number;
  readonly rtu: string | null;
  readonly baud: number | null;
  readonly speed: number;
  readonly seed: number;
  readonly startMs: number | null;
  readonly stateFile: string | null;
  readonly influentFile: string | null;
  /** Longest gap of that file to bridge, h; null: the usual one. */
  readonly influentGapH: number | null;
  readonly replayFile: string | null;
  readonly mapFile: string | null;
  readonly replayFromMs: number | null;
  readonly aiSwitchOn: boolean;
  readonly stdinGuard: boolean;
  /** Name in the folder of scenarios, or path of a file. */
  readonly scenario: string | null;
  readonly scenarioDir: string;
  readonly listScenarios: boolean;
  /** Play the scenario to its end at once, without Modbus and pacing. */
  readonly untilEnd: boolean;
  readonly jsonFile: string | null;
}

export const USAGE = `Virtual plant and PLC over Modbus.
  --profile DIR     plant profile (default resources/profiles/geumgang-mbr)
  --port N          Modbus TCP port on 127.0.0.1; 0 lets the system choose (default 0)
  --host ADDRESS    address to listen on (default 127.0.0.1)
  --rtu PATH        serve Modbus RTU on this serial path as well
  --baud N          baud rate of it (default: the profile's)
  --speed N         plant seconds per second, up to 100000 (default 1)
  --seed N          same seed, same run (default 1)
  --start ISO       plant time at the start (default: now)
  --state FILE      save every 10 s and at the end, go on from it at the next start
  --influent FILE   incoming water from a CSV (t_s,flow_m3_h,cod,...)
  --influent-gap H  longest gap in it to bridge, hours (default 3, or three of its steps)
  --replay FILE     serve a recorded CSV instead of a plant, read-only
  --map FILE        its columns: column,tag,scale,offset,unit
  --from ISO        start of the replay (default: first row)
  --ai-switch on|off  AI switch on the panel (default on)
  --scenario NAME   play a scenario of the folder, or the .json file given
  --scenarios DIR   folder of the scenarios (default resources/scenarios)
  --list-scenarios  print their names and end
  --until-end       play the scenario to its end at once, print what was expected
                    and what came, end with 0 when all came, 1 when not
  --json FILE       write that as JSON as well
  --stdin-guard     end when standard input closes
Commands as JSON lines on standard input, one answer line each, e.g. {"cmd":"overcurrent","unit":"P-101A"}`;

const MAX_SPEED = 100_000;

/** Reads the command line; the error says which option, its value and what it may be. */
export function readOptions(args: readonly string[]): Result<TwinOptions, string> {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        profile: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        rtu: { type: 'string' },
        baud: { type: 'string' },
        speed: { type: 'string' },
        seed: { type: 'string' },
        start: { type: 'string' },
        state: { type: 'string' },
        influent: { type: 'string' },
        'influent-gap': { type: 'string' },
        replay: { type: 'string' },
        map: { type: 'string' },
        from: { type: 'string' },
        'ai-switch': { type: 'string' },
        'stdin-guard': { type: 'boolean' },
        scenario: { type: 'string' },
        scenarios: { type: 'string' },
        'list-scenarios': { type: 'boolean' },
        'until-end': { type: 'boolean' },
        json: { type: 'string' },
      },
    }));
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
  const problems: string[] = [];
  const text = (name: string): string | null =>
    typeof values[name] === 'string' ? values[name] : null;
  const number = (name: string, min: number, max: number, whole: boolean): number | null => {
    const given = text(name);
    if (given === null) return null;
    const value = Number(given);
    const fits =
      given.trim() !== '' && value >= min && value <= max && (!whole || Number.isInteger(value));
    if (!fits)
      problems.push(
        `--${name} ${given}: give ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}`,
      );
    return fits ? value : null;
  };
  const time = (name: string): number | null => {
    const given = text(name);
    const value = given === null ? null : Date.parse(given);
    if (value !== null && Number.isNaN(value))
      problems.push(`--${name} ${given}: give a time such as 2026-03-01T00:00:00Z`);
    return value;
  };
  const ai = text('ai-switch') ?? 'on';
  if (ai !== 'on' && ai !== 'off') problems.push(`--ai-switch ${ai}: give on or off`);
  const replayFile = text('replay');
  const mapFile = text('map');
  if (replayFile !== null && mapFile === null)
    problems.push('--replay needs --map FILE with the columns (column,tag,scale,offset,unit)');
  if (text('scenario') !== null && replayFile !== null)
    problems.push('--scenario needs a plant; leave out --replay');
  for (const name of ['until-end', 'json'])
    if (values[name] !== undefined && text('scenario') === null)
      problems.push(`--${name} goes with --scenario NAME`);
  if (text('json') !== null && values['until-end'] !== true)
    problems.push('--json goes with --until-end');
  const options: TwinOptions = {
    profile: text('profile') ?? 'resources/profiles/geumgang-mbr',
    host: text('host') ?? '127.0.0.1',
    port: number('port', 0, 65_535, true) ?? 0,
    rtu: text('rtu'),
    baud: number('baud', 1200, 921_600, true),
    speed: number('speed', 0.01, MAX_SPEED, false) ?? 1,
    seed: number('seed', 0, 4_294_967_295, true) ?? 1,
    startMs: time('start'),
    stateFile: text('state'),
    influentFile: text('influent'),
    influentGapH: number('influent-gap', 0, 8784, false),
    replayFile,
    mapFile,
    replayFromMs: time('from'),
    aiSwitchOn: ai === 'on',
    stdinGuard: values['stdin-guard'] === true,
    scenario: text('scenario'),
    scenarioDir: text('scenarios') ?? 'resources/scenarios',
    listScenarios: values['list-scenarios'] === true,
    untilEnd: values['until-end'] === true,
    jsonFile: text('json'),
  };
  return problems.length > 0 ? err(problems.join('\n')) : ok(options);
}
