import { readFile, rename, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { checkScenario } from '#core/scenario/check-scenario.ts';
import type { Scenario } from '#core/scenario/scenario.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { runControlLine } from './control-channel.ts';
import { influentFromCsv } from './influent-source.ts';
import { readOptions, USAGE } from './options.ts';
import type { TwinOptions } from './options.ts';
import { startPace } from './pace.ts';
import { unservedTags } from './plc/tag-sources.ts';
import { readProfileDir } from './profile-dir.ts';
import { createReplayPlant } from './replay/replay-plant.ts';
import type { ReplayPlant } from './replay/replay-plant.ts';
import type { RtuServer } from './server/rtu.ts';
import { serveTcp } from './server/tcp.ts';
import type { HandlePdu } from './server/tcp.ts';
import { moveClock, parseState } from './state.ts';
import { findScenario, readLibrary } from './scenario/library.ts';
import { createScenarioPlayer, problemLines } from './scenario/player.ts';
import { expectationTable } from './scenario/report.ts';
import { localStartMs } from './scenario/start-time.ts';
import { createVirtualPlant } from './virtual-plant.ts';
import type { VirtualPlant } from './virtual-plant.ts';

/** Process of the virtual plant: reads the command line, serves Modbus, paces plant time. */

const SAVE_EVERY_MS = 10_000;
const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
const warn = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function readText(path: string, option: string): Promise<Result<string, string[]>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    return err([`${option} ${path}: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

async function buildPlant(
  options: TwinOptions,
  profile: PlantProfile,
  script: Scenario | null,
): Promise<Result<VirtualPlant, string[]>> {
  const missing = unservedTags(profile);
  if (missing.length > 0)
    warn(`no value in the virtual plant for: ${missing.join(', ')}; they read 0`);
  let influent;
  if (options.influentFile !== null) {
    const text = await readText(options.influentFile, '--influent');
    if (!text.ok) return text;
    const source = influentFromCsv(
      text.value,
      options.influentGapH === null ? {} : { maxGapS: options.influentGapH * 3600 },
    );
    if (!source.ok) return err([source.error]);
    influent = source.value;
  }
  let resume;
  if (options.stateFile !== null) {
    try {
      const saved = parseState(await readFile(options.stateFile, 'utf8'), profile);
      if (saved.ok) {
        resume = saved.value;
        // At real speed the PLC's clock is the clock on the wall, also after a pause.
        if (options.startMs !== null || options.speed === 1)
          moveClock(resume, options.startMs ?? Date.now(), profile.plc.scanMs);
      } else warn(`--state ${options.stateFile}: ${saved.error}; starting anew`);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT')
        return err([
          `--state ${options.stateFile}: ${error instanceof Error ? error.message : String(error)}`,
        ]);
    }
  }
  // A scenario brings its own season, unless a time is given.
  const startMs =
    options.startMs ??
    (script === null ? Date.now() : localStartMs(script.start, profile.site.timeZone));
  return ok(
    createVirtualPlant({
      profile,
      seed: options.seed,
      startMs: Math.floor(startMs / profile.plc.scanMs) * profile.plc.scanMs,
      aiSwitchOn: options.aiSwitchOn,
      linkSpeed: options.speed,
      ...(influent === undefined ? {} : { influent }),
      ...(resume === undefined ? {} : { resume }),
    }),
  );
}

async function buildReplay(
  options: TwinOptions,
  profile: PlantProfile,
): Promise<Result<ReplayPlant, string[]>> {
  const { parseColumnMap, parseRecording } = await import('./replay/recording.ts');
  const mapText = await readText(options.mapFile ?? '', '--map');
  if (!mapText.ok) return mapText;
  const maps = parseColumnMap(mapText.value);
  if (!maps.ok) return maps;
  const text = await readText(options.replayFile ?? '', '--replay');
  if (!text.ok) return text;
  const recording = parseRecording(text.value, maps.value);
  if (!recording.ok) return recording;
  return createReplayPlant({ profile, recording: recording.value, fromMs: options.replayFromMs });
}

let saving: Promise<void> = Promise.resolve();

/** One save after the other: two at once would write into the same file beside. */
function save(plant: VirtualPlant, file: string): Promise<void> {
  saving = saving.then(() => saveNow(plant, file));
  return saving;
}

/** Writes beside and renames, so that a crash never leaves half a state. */
async function saveNow(plant: VirtualPlant, file: string): Promise<void> {
  const beside = `${file}.new`;
  try {
    await writeFile(beside, JSON.stringify(plant.state));
    await rename(beside, file);
  } catch (error) {
    warn(`--state ${file}: not saved: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The scenario asked for, checked against the profile; ends the process when there is no such or it does not fit. */
async function readScript(options: TwinOptions, profile: PlantProfile): Promise<Scenario | null> {
  if (options.scenario === null) return null;
  const found = await findScenario(options.scenario, options.scenarioDir, profile.site.id);
  if (!found.ok) fail(found.error, 6);
  const faults = checkScenario(found.value, profile);
  if (faults.length > 0) fail(problemLines(faults), 6);
  return found.value;
}

/** Plays a scenario without pacing and prints what was expected and what came. */
async function playToEnd(
  options: TwinOptions,
  profile: PlantProfile,
  script: Scenario,
): Promise<number> {
  const { runToEnd } = await import('./scenario/run-to-end.ts');
  const played = runToEnd({
    profile,
    scenario: script,
    seed: options.seed,
    onNotice: (notice) => {
      if (notice.kind === 'skipped')
        warn(`${String(notice.atS)} s: ${notice.what}: skipped: ${notice.detail ?? ''}`);
    },
  });
  if (!played.ok) fail(problemLines(played.error), 6);
  const status = played.value;
  process.stdout.write(`${status.id}: ${status.name.en}\n${expectationTable(status).join('\n')}\n`);
  if (options.jsonFile !== null) {
    try {
      await writeFile(options.jsonFile, `${JSON.stringify(status, null, 2)}\n`);
    } catch (error) {
      fail([`--json ${options.jsonFile}: ${textOf(error)}`], 4);
    }
  }
  return status.expectations.every((each) => each.state === 'met') ? 0 : 1;
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function fail(lines: readonly string[], code: number): never {
  for (const line of lines) warn(line);
  process.exit(code);
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const read = readOptions(process.argv.slice(2));
  if (!read.ok) fail([read.error, '', USAGE], 2);
  const options = read.value;
  const loaded = await readProfileDir(options.profile);
  if (!loaded.ok) fail(loaded.error, 3);
  const profile = loaded.value;
  if (options.listScenarios) {
    const { scenarios, problems } = await readLibrary(options.scenarioDir, profile.site.id);
    for (const { id, name, durationH } of scenarios)
      process.stdout.write(`${id.padEnd(24)} ${String(durationH).padStart(5)} h  ${name.en}\n`);
    if (problems.length > 0) fail(problems, 6);
    return;
  }
  const script = await readScript(options, profile);
  if (options.untilEnd && script !== null) {
    process.exitCode = await playToEnd(options, profile, script);
    return;
  }

  let plant: VirtualPlant | null = null;
  let replay: ReplayPlant | null = null;
  if (options.replayFile === null) {
    const built = await buildPlant(options, profile, script);
    if (!built.ok) fail(built.error, 4);
    plant = built.value;
  } else {
    const built = await buildReplay(options, profile);
    if (!built.ok) fail(built.error, 4);
    replay = built.value;
  }
  await run(options, profile, plant, replay, script);
}

async function run(
  options: TwinOptions,
  profile: PlantProfile,
  plant: VirtualPlant | null,
  replay: ReplayPlant | null,
  script: Scenario | null,
): Promise<void> {
  const source = plant ?? replay;
  if (source === null) return;
  const library = await readLibrary(options.scenarioDir, profile.site.id);
  for (const problem of library.problems) warn(problem);
  const player =
    plant === null
      ? undefined
      : createScenarioPlayer(plant, { onNotice: (notice) => say({ notice }) });
  let silentUntil = 0;
  const handlePdu: HandlePdu = (unit, pdu) => {
    if (performance.now() < silentUntil) return new Uint8Array(0);
    return source.handlePdu(unit, pdu);
  };
  const tcp = await serveTcp({ host: options.host, port: options.port, handlePdu }).catch(
    (error: unknown) =>
      fail(
        [
          `--port ${options.port}: ${error instanceof Error ? error.message : String(error)}; choose another port`,
        ],
        5,
      ),
  );
  const rtu =
    options.rtu === null
      ? null
      : await openRtu(options.rtu, options, profile, handlePdu).catch((error: unknown) =>
          fail(
            [`--rtu ${options.rtu}: ${error instanceof Error ? error.message : String(error)}`],
            5,
          ),
        );

  let ended = false;
  const pace = startPace({
    speed: options.speed,
    monoMs: () => performance.now(),
    advance: (ms) => {
      (player ?? source).advance(ms);
      if (replay !== null && !ended && replay.atEnd()) {
        ended = true;
        say({ end: true, rows: replay.row() + 1, time: new Date(replay.nowMs()).toISOString() });
      }
    },
  });
  const saveTimer =
    plant !== null && options.stateFile !== null
      ? setInterval(() => void save(plant, options.stateFile ?? ''), SAVE_EVERY_MS)
      : null;

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    pace.stop();
    if (saveTimer !== null) clearInterval(saveTimer);
    if (plant !== null && options.stateFile !== null) await save(plant, options.stateFile);
    await tcp.close();
    await rtu?.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());

  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    if (line.trim() === '') return;
    say(
      runControlLine(line, plant, {
        cut: (seconds) => {
          silentUntil = performance.now() + seconds * 1000;
          tcp.cut();
        },
        ...(player === undefined ? {} : { player }),
        scenarios: library.scenarios,
      }),
    );
  });
  lines.on('close', () => {
    if (options.stdinGuard) void stop();
  });
  say({
    ready: true,
    port: tcp.port,
    time: new Date(source.nowMs()).toISOString(),
    plant: profile.site.id,
    pid: process.pid,
  });
  if (script === null || player === undefined) return;
  // A saved run of the same script goes on where it was.
  const before = plant?.state.scenario;
  if (before?.state === 'playing' && before.scenario.id === script.id) return;
  const started = player.start(script);
  if (!started.ok) problemLines(started.error).forEach(warn);
}

/** Serial port and CSV reader are loaded only when asked for: the plant shall be there quickly. */
async function openRtu(
  path: string,
  options: TwinOptions,
  profile: PlantProfile,
  handlePdu: HandlePdu,
): Promise<RtuServer> {
  const { serveRtu } = await import('./server/rtu.ts');
  const { baudRate, parity, dataBits, stopBits } = profile.site.serial;
  return serveRtu({
    path,
    baudRate: options.baud ?? baudRate,
    parity,
    dataBits,
    stopBits,
    handlePdu,
  });
}

await main();
