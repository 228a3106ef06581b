// Thin: the worker thread's port ⇄ engine. It decides when a view is sent: at once when the screen asks
// for another one, otherwise with the beat (beat.ts), only when it differs from the last and the last was
// taken. So the cost of drawing never reaches the sockets. A filter or a sorting that has
// not seen all rows goes on between the views, in pieces.

import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { EngineEvent } from '../protocol/events.ts';
import type { View, ViewRequest } from '../protocol/views.ts';
import type { EngineOptions, FromEngine, ToEngine } from '../protocol/wire.ts';
import { Beat } from './beat.ts';
import { Engine } from './engine.ts';
import { chooseLayer } from './kernel/choose.ts';
import { Outbox } from './outbox.ts';
import { systemClock } from './world.ts';

/** After a change rates and ages of rows go on moving: views are compared for so long. */
const LIVELY_MS = 3000;
/** And so often when nothing was reported as changed. */
const QUIET_VIEW_MS = 1000;
/**
 * What a person asks for is sent at once, and so are so many requests that its views lead to (there is
 * room for more rows). The next wait for the tick: where clients come and go faster than views, the
 * cursor's row is another one each time, and each view would lead to the next without end.
 */
const BY_VIEW_AT_ONCE = 2;
/** A search goes on so often, for a millisecond or so: the sockets have the time in between. */
const SEARCH_EVERY_MS = 8;

async function run(port: MessagePort, options: EngineOptions): Promise<void> {
  // Before the first await: what is said meanwhile waits in the port until a listener is there.
  const world = { clock: systemClock, sockets: await chooseLayer(options.sockets) };
  let emit: ((event: EngineEvent) => void) | null = null;
  let request: ViewRequest | null = null;
  let underWay = false;
  let asked = false;
  let atOnce = false;
  let byView = 0;
  let changed = false;
  let changedAt = 0;
  let builtAt = 0;
  let lastSent = '';
  let searchTimer: NodeJS.Timeout | undefined;

  const post = (message: FromEngine): void => port.postMessage(message);
  const outbox = new Outbox({
    post: (batch, lines) => port.postMessage({ type: 'events', batch, lines }, [lines.buffer]),
    now: () => systemClock.now(),
  });
  const engine = new Engine(world, {
    get emit() {
      return emit;
    },
    admits: (events, payloadBytes) => outbox.admits(events, payloadBytes),
    changed: () => note(),
  });

  const sendView = (): void => {
    if (request === null || underWay) return;
    builtAt = systemClock.monotonic();
    const view = engine.view(request);
    searchOn();
    const shown = asShown(view);
    if (!asked && shown === lastSent) return;
    lastSent = shown;
    asked = false;
    atOnce = false;
    underWay = true;
    post({ type: 'view', view });
  };

  /** Between the views, so that a filter has seen all rows sooner than the views alone would let it. */
  const searchOn = (): void => {
    clearTimeout(searchTimer);
    if (!engine.searching) return;
    searchTimer = setTimeout(() => {
      engine.search();
      // What it found is shown with the next tick's view.
      note();
      searchOn();
    }, SEARCH_EVERY_MS);
  };

  /** @returns whether nothing goes on that the next one should be soon for */
  const tick = (): boolean => {
    engine.sample();
    const now = systemClock.monotonic();
    if (changed) changedAt = now;
    changed = false;
    const lively = now - changedAt < LIVELY_MS;
    if (asked || lively || now - builtAt >= QUIET_VIEW_MS) sendView();
    return !asked && !lively && !engine.watchful;
  };
  const beat = new Beat(tick, systemClock);
  /** Something changed. Called for every datagram: a flag, and the time of it at the next tick. */
  function note(): void {
    changed = true;
    beat.quicken();
  }

  port.on('message', async (message: ToEngine) => {
    switch (message.type) {
      case 'command': {
        if (message.command.type === 'shutdown') {
          beat.stop();
          clearTimeout(searchTimer);
        }
        const answer = await engine.dispatch(message.command);
        if (message.command.type === 'shutdown' && answer.ok && answer.summary && emit !== null) {
          outbox.finish({ time: systemClock.now(), type: 'summary', ...answer.summary });
        }
        post({ type: 'answer', id: message.id, answer });
        break;
      }
      case 'view-request':
        request = message.request;
        asked = true;
        beat.quicken();
        byView = request.byHand ? 0 : byView + 1;
        atOnce = byView <= BY_VIEW_AT_ONCE;
        if (atOnce) sendView();
        break;
      case 'view-taken':
        underWay = false;
        if (atOnce) sendView();
        break;
      case 'subscribe':
        emit = (event) => outbox.push(event);
        break;
      case 'events-taken':
        outbox.taken(message.batch);
        break;
    }
  });
}

/** What two views are compared by: all but the time they were made. */
const asShown = ({ serial: _serial, time: _time, ...rest }: View): string => JSON.stringify(rest);

if (parentPort !== null) await run(parentPort, workerData as EngineOptions);
