// Timelines of a whole engine, as its views carry them.

import { expect } from 'vitest';
import type {
  Cursor,
  SocketState,
  TimelineStep,
  TimelineWindow,
} from '../../../source/protocol/views.ts';
import { viewRequest } from '../../support/requests.ts';
import type { Bench } from '../outgoing/harness.ts';

export interface Asked {
  readonly height?: number;
  readonly cursor?: Cursor;
  readonly frozen?: boolean;
}

export function timelineOf(
  bench: Bench,
  of: 'endpoint' | 'connection',
  key: string,
  { height = 100, cursor = { at: 'end' }, frozen = false }: Asked = {},
): TimelineWindow {
  const detail = { of, key, timeline: { top: 0, height, cursor } };
  const answer = bench.engine.view(viewRequest({}, { detail, frozen })).detail;
  if (answer === null || !('timeline' in answer) || answer.timeline === undefined) {
    throw new Error(`no timeline of ${key}: ${JSON.stringify(answer)}`);
  }
  return answer.timeline;
}

/** A step as `recv(24) = 12`, whatever is not known as `?`. */
export function said({ event }: TimelineStep): string {
  if (event.of !== 'call') return event.of;
  const { call, arguments: args, answer, error } = event;
  const result = error === null ? (answer ?? '?') : `-1 ${error}`;
  return `${call}(${args.map((each) => each ?? '?').join(', ')}) = ${result}`;
}

export const allSaid = ({ rows }: TimelineWindow): string[] => rows.map(said);

/** The states that it went through, each once. */
export function statesOf({ rows }: TimelineWindow): (SocketState | null)[] {
  return rows.map(({ after }) => after).filter((state, i, all) => state !== all[i - 1]);
}

/** Dated, in the order of their keys, and none in the future. */
export function expectDated({ rows }: TimelineWindow, since: number): void {
  for (const { time, event } of rows) {
    if (event.of === 'forgotten') continue;
    expect(time).toBeGreaterThanOrEqual(since - 1);
    expect(time).toBeLessThanOrEqual(Date.now());
  }
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
}
