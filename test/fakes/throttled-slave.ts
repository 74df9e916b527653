// A Modbus RTU slave behind a line of fixed speed, as a process of its own:
//   node throttled-slave.ts PATH BAUD BITS_PER_CHAR
// A pty carries bytes at once; this holds each byte back until a real line would have
// brought it, in both directions, and keeps the slave's 3.5 characters of silence before
// an answer. Blocking reads and Atomics.wait give it the precision timers lack.
// Prints "ready", and on SIGTERM one line of JSON: {"frames":N,"gapViolations":N}.
import { constants, openSync, readSync, writeSync } from 'node:fs';
import { setPriority } from 'node:os';
import { crcMatches } from '#engine/fieldbus/crc16.ts';
import { encodeRtuFrame } from '#engine/fieldbus/rtu-frame.ts';
import { RegisterSlaves } from './register-slave.ts';

const [path = '', baud = '19200', bits = '11'] = process.argv.slice(2);
const charMs = (Number(bits) * 1000) / Number(baud);
const gapMs = 3.5 * charMs;
/** A read request has eight bytes; the bench asks nothing else. */
const QUESTION_BYTES = 8;
const LOOK_AGAIN_MS = 0.1;

try {
  // A wire is never late: where allowed, this goes before the busy rest of the machine.
  setPriority(-15);
} catch {
  process.stderr.write('throttled line runs at normal priority; a busy machine will lengthen the figures\n');
}

const slaves = new RegisterSlaves([1], 2000);
const fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
const sleeper = new Int32Array(new SharedArrayBuffer(4));
const chunk = Buffer.alloc(512);

let frames = 0;
let gapViolations = 0;
/** End on the wire of the last byte either side sent. */
let lineFreeMs = -Infinity;

const waitUntil = (atMs: number): void => {
  for (let left = atMs - performance.now(); left > 0; left = atMs - performance.now()) Atomics.wait(sleeper, 0, 0, left);
};

function readAvailable(): Buffer {
  try {
    return Buffer.from(chunk.subarray(0, readSync(fd, chunk)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return Buffer.alloc(0);
    throw error;
  }
}

/** Waits for a question and returns it when its last byte has come over the line. */
function receive(untilMs: number): Buffer | null {
  let question = Buffer.alloc(0);
  for (;;) {
    const bytes = readAvailable();
    const nowMs = performance.now();
    if (bytes.length > 0) {
      if (question.length === 0 && nowMs < lineFreeMs + gapMs) gapViolations++;
      lineFreeMs = Math.max(lineFreeMs, nowMs) + bytes.length * charMs;
      question = Buffer.concat([question, bytes]);
    }
    if (question.length >= QUESTION_BYTES) break;
    if (question.length === 0 && nowMs > untilMs) return null;
    Atomics.wait(sleeper, 0, 0, LOOK_AGAIN_MS);
  }
  waitUntil(lineFreeMs);
  return question;
}

function send(answer: Uint8Array): void {
  lineFreeMs = Math.max(lineFreeMs + gapMs, performance.now());
  for (const byte of answer) {
    lineFreeMs += charMs;
    waitUntil(lineFreeMs);
    writeSync(fd, Uint8Array.of(byte));
  }
}

function serve(): void {
  const untilMs = performance.now() + 50;
  for (let question = receive(untilMs); question !== null; question = receive(untilMs)) {
    if (question.length !== QUESTION_BYTES || !crcMatches(question)) continue;
    frames++;
    send(encodeRtuFrame(question[0] ?? 0, slaves.handle(question[0] ?? 0, Uint8Array.from(question.subarray(1, -2)))));
  }
  // A turn of the event loop, so that the signal to stop is seen.
  setImmediate(serve);
}

process.on('SIGTERM', () => {
  process.stdout.write(`${JSON.stringify({ frames, gapViolations })}\n`, () => process.exit(0));
});
process.stdout.write('ready\n');
serve();
