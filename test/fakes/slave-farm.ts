// Many Modbus TCP slaves in a process of their own:  node slave-farm.ts COUNT MUTE
// The last MUTE of them take connections but never answer. Prints {"ports":[...]}.
import { RegisterSlaves, serveTcp } from './register-slave.ts';

const [count = 1, mute = 0] = process.argv.slice(2).map(Number);
const ports: number[] = [];
for (let i = 0; i < count; i++) {
  const slaves = new RegisterSlaves([1], 4000);
  // Questions are not kept: this runs for long.
  slaves.asked.push = () => 0;
  if (i >= count - mute) slaves.silent.add(1);
  ports.push((await serveTcp(slaves)).port);
}
process.stdout.write(`${JSON.stringify({ ports })}\n`);
process.stdin.resume().on('end', () => process.exit(0));
