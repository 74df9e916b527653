// The engine on a clock that can be hurried, as a process of its own:
// node scripts/simulation/sped-process.ts --folder DIR --socket PATH --start MS --seed N
// Takes {"id":1,"do":"pace","speed":60} and {"id":2,"do":"jump","ms":3600000} from its parent, and
// answers {"id":2,"nowMs":...,"tookMs":...} when it is done. Ends with its parent.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startSpedEngine } from './sped-engine.ts';

const order = z.discriminatedUnion('do', [
  z.object({ id: z.int(), do: z.literal('pace'), speed: z.number().positive() }),
  z.object({ id: z.int(), do: z.literal('jump'), ms: z.number().min(0) }),
  z.object({ id: z.int(), do: z.literal('memory') }),
  z.object({ id: z.int(), do: z.literal('stop') }),
]);

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    socket: { type: 'string', default: '' },
    start: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
  },
});
const { folder, socket, start, seed } = values;
if (folder === '' || socket === '' || start === '')
  throw new Error('sped-process: name --folder, --socket and --start');
const engine = await startSpedEngine({
  dataDir: folder,
  socket,
  startMs: Number(start),
  seed: Number(seed),
});

const answer = (id: number, fromMs: number): void => {
  process.send?.({
    id,
    nowMs: engine.nowMs(),
    tookMs: performance.now() - fromMs,
    rssBytes: process.memoryUsage.rss(),
  });
};
process.on('message', (message) => {
  const asked = order.parse(message);
  const fromMs = performance.now();
  switch (asked.do) {
    case 'pace':
      engine.pace(asked.speed);
      answer(asked.id, fromMs);
      return;
    case 'jump':
      void engine.jump(asked.ms).then(() => answer(asked.id, fromMs));
      return;
    case 'memory':
      answer(asked.id, fromMs);
      return;
    case 'stop':
      void engine.stop().then((flushed) => process.exit(flushed ? 0 : 1));
  }
});
process.on('disconnect', () => process.exit(0));
process.send?.({ id: 0, nowMs: engine.nowMs(), tookMs: 0, rssBytes: process.memoryUsage.rss() });
