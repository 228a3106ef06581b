// The commands that go back in time and onward, while the picture is frozen.

import { parseDuration } from '../../endpoint-spec.ts';
import { answers } from '../messages.ts';
import { earliest, latest, stepMoments, stepTime, toTime } from '../state/moment.ts';
import type { UiState } from '../state/state.ts';
import { say, stay } from '../state/step.ts';
import type { Handler } from './handler.ts';

const SECOND_MS = 1000;

const goes =
  (change: (state: UiState) => UiState): Handler =>
  (state) =>
    stay(change({ ...state, message: null }));

const TIME_OF_DAY = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/;

/** A time of day, on the day that the picture is of, or how long before it was frozen. */
const goToTime: Handler = (state, argument) => {
  const text = argument.trim();
  const frozenAt = state.view?.frozenAt ?? null;
  if (frozenAt === null) return stay(state);
  if (text === '') return stay(say(state, answers.needsMoment, 'failed'));
  const clock = TIME_OF_DAY.exec(text);
  if (clock !== null) {
    const [hours = '', minutes = '', seconds = '0', part = '0'] = clock.slice(1);
    const at = new Date(frozenAt);
    at.setHours(Number(hours), Number(minutes), Number(seconds), Number(part.padEnd(3, '0')));
    return stay(toTime(state, at.getTime()));
  }
  try {
    return stay(toTime(state, frozenAt - parseDuration('moment', text)));
  } catch {
    return stay(say(state, answers.needsMoment, 'failed'));
  }
};

export const MOMENTS = {
  earlier: goes((state) => stepMoments(state, -1)),
  later: goes((state) => stepMoments(state, 1)),
  'second-earlier': goes((state) => stepTime(state, -SECOND_MS)),
  'second-later': goes((state) => stepTime(state, SECOND_MS)),
  earliest: goes(earliest),
  latest: goes(latest),
  moment: goToTime,
} as const satisfies { readonly [command: string]: Handler };
