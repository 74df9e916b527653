// Commits scans under full load until it is killed; prints a line for every scan once it is
// acknowledged. Started by kill-historian.ts: historian-worker.ts DATA_DIR
import { GENESIS_HASH, openHistorian, receiptHash } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { scanOf } from './kill-historian.ts';

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('usage: historian-worker.ts DATA_DIR');
const opened = await openHistorian({ dataDir, log: silentLog });
if (!opened.ok) throw new Error(opened.error.message);
const historian = opened.value;

const state = await historian.loadState();
if (!state.ok) throw new Error(state.error.message);
const [last] = await historian
  .receipts({ limit: 1 })
  .then((answer) => (answer.ok ? answer.value : []));
let prevHash = last?.hash ?? GENESIS_HASH;
let next = Number(state.value['scan'] ?? '-1') + 1;
process.stdout.write(`open ${next}\n`);

/** Scans on their way at once: enough that the writer always finds several waiting. */
const IN_FLIGHT = 8;
const run = async (): Promise<void> => {
  for (;;) {
    const number = next++;
    const scan = scanOf(number, prevHash, receiptHash);
    prevHash = scan.receipts[0]?.hash ?? prevHash;
    const done = await historian.commit(scan);
    if (!done.ok) throw new Error(done.error.message);
    process.stdout.write(`ack ${number}\n`);
  }
};
await Promise.all(Array.from({ length: IN_FLIGHT }, run));
