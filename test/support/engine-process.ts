// An engine in a process of its own, in a network namespace for example: requests and answers are lines of
// JSON on its standard input and output (engine-in.ts is the other end).

import { createInterface } from 'node:readline';
import { Engine } from '../../source/engine/engine.ts';
import { chooseLayer } from '../../source/engine/kernel/choose.ts';
import { systemClock } from '../../source/engine/world.ts';
import type { Command } from '../../source/protocol/commands.ts';
import type { ViewRequest } from '../../source/protocol/views.ts';

interface Request {
  readonly id: number;
  readonly command?: Command;
  readonly view?: ViewRequest;
}

const world = { clock: systemClock, sockets: await chooseLayer('auto') };
const engine = new Engine(world, { emit: null, changed: () => {} });

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const { id, command, view } = JSON.parse(line) as Request;
    // The kernel is looked at when somebody looks.
    engine.sample();
    const answer = command === undefined ? null : await engine.dispatch(command);
    const shown = view === undefined ? null : engine.view(view);
    process.stdout.write(`${JSON.stringify({ id, answer, view: shown })}\n`);
  })
  .on('close', () => {
    void engine.shutdown();
  });
