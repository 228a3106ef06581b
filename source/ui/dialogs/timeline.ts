// The life of an endpoint or a connection, call by call, and of the line under the cursor what it means
// and how to see the same elsewhere. The engine sends the lines that fit.
//
//   ━ Timeline of c1 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
//     12:31:07.214     3.2 s  waiting in queue, 12 B already here        QUEUED
//   › 12:31:10.414        --  accept(21, 127.0.0.1:51514) = 24           ESTABLISHED
//     12:31:10.415        --  recv(24) = 12  Hello, world                ESTABLISHED
//   ─ QUEUED > ESTABLISHED ─────────────────────────────────────────────────────────
//    accept(21, 127.0.0.1:51514) = 24
//    A new descriptor for this client alone. The server's port stays 65432; ...
//    $ ss -tnp state established '( sport = :65432 and dport = :51514 )'
//    Up/Down choose  c copy  t details  Esc back

import type { DetailRequest, TimelineStep } from '../../protocol/views.ts';
import { stepCommands } from '../copy/step-commands.ts';
import { describes } from '../state/detail.ts';
import { type Move, type Place, placeAt, shownRows, target } from '../state/window.ts';
import { printable } from '../text/escape.ts';
import { drawRow, neededWidth, placesOf } from '../text/line.ts';
import { keysOfDetails } from './details/keys.ts';
import { details as detailsMessages } from './details-messages.ts';
import type { Dialog, DialogContext } from './dialog.ts';
import { fillTo, hintLine, line, titleLine, wrapAtMost } from './line.ts';
import { close, pass, stay } from './outcome.ts';
import { COLUMNS, statesText } from './timeline/columns.ts';
import { type Subject, stepMeaning, stepSentence, stepText } from './timeline/step-text.ts';
import { timeline as messages } from './timeline-messages.ts';

export interface TimelineState extends Place {
  readonly of: 'endpoint' | 'connection';
  readonly key: string;
}

/** Its newest line is shown, also as more come. */
export function initialTimeline({ of, key }: Pick<TimelineState, 'of' | 'key'>): TimelineState {
  return { of, key, cursor: { at: 'end' }, top: 0 };
}

/** What the view is to carry; how many lines fit is for the screen to say. */
export function timelineRequest({ of, key, cursor, top }: TimelineState): DetailRequest {
  return { of, key, timeline: { cursor, top, height: 0 } };
}

const MOVES: { readonly [key: string]: Move } = {
  up: 'up',
  k: 'up',
  down: 'down',
  j: 'down',
  'page-up': 'page-up',
  'page-down': 'page-down',
  home: 'top',
  g: 'top',
  end: 'bottom',
  G: 'bottom',
};

export const timeline: Dialog<TimelineState> = {
  reduce(state, key, context) {
    if (key.name === 'escape') return close;
    const by = MOVES[key.name === 'character' ? key.input : key.name];
    if (by === undefined) return pass;
    const window = subjectOf(state, context)?.timeline;
    if (window === undefined) return stay(state);
    if (by === 'bottom') return stay({ ...state, cursor: { at: 'end' } });
    const height = listHeight(context);
    const index = target(window, state, height, by);
    return stay({ ...state, ...placeAt(window, state, height, index) });
  },

  lines(state, context) {
    const { width, height, theme } = context;
    const name = printable(state.key, theme.ascii);
    const subject = subjectOf(state, context);
    const window = subject?.timeline ?? null;
    const room = listHeight(context);
    const shown = window === null ? null : shownRows(window, state, room);
    const step = shown?.rows[shown.cursor] ?? null;
    const last = (shown?.first ?? 0) + (shown?.rows.length ?? 0);
    const longer = window !== null && shown !== null && window.total > room;
    return [
      titleLine(
        width,
        theme,
        messages.title(context.detailGone === true ? detailsMessages.nameOfGone(name) : name),
        longer ? messages.place(shown.first + 1, last, window.total) : '',
      ),
      ...fillTo(rowLines(shown, state, context), room, width),
      ...fillTo(aboutLines(step, subject, context), ABOUT_LINES, width),
      hintLine(width, theme, [
        ...messages.hints,
        ...keysOfDetails(context, { timeline: messages.toFacts }),
        ...messages.moreHints,
      ]),
    ].slice(0, Math.max(0, height));
  },
};

/** Rule, call, sentence, command. */
const CALL_LINES = 2;
const SENTENCE_LINES = 2;
const ABOUT_LINES = 1 + CALL_LINES + SENTENCE_LINES + 1;
/** Title and hints. */
const FIXED_LINES = 2;

const listHeight = ({ height }: DialogContext): number =>
  Math.max(1, height - FIXED_LINES - ABOUT_LINES);

/** What the view describes, where it is what was asked for. */
function subjectOf({ of, key }: TimelineState, { view }: DialogContext): Subject | null {
  const detail = view?.detail ?? null;
  if (detail === null || detail.of === 'gone' || detail.of === 'datagram') return null;
  return describes(detail, { of, key }) ? detail : null;
}

type Shown = ReturnType<typeof shownRows<TimelineStep>>;

function rowLines(
  shown: Shown | null,
  state: TimelineState,
  { width, theme, now, view }: DialogContext,
): readonly string[] {
  const draw = { theme, now };
  const sentence = (text: string) => [line(width, theme, ['dim', ` ${text}`])];
  if (view?.detail?.of === 'gone')
    return sentence(messages.gone(printable(state.key, theme.ascii)));
  if (shown === null) return sentence(messages.pending);
  if (shown.rows.length === 0) return sentence(messages.nothing);
  const needs = Object.fromEntries(
    COLUMNS.filter(({ steps }) => steps !== undefined).map((column) => [
      column.name,
      neededWidth(column, shown.rows, draw),
    ]),
  );
  const places = placesOf(COLUMNS, width, needs);
  return shown.rows.map((step, i) => {
    const look = { cursor: i === shown.cursor, focused: true, fresh: false, marked: false };
    return drawRow(places, step, width, look, draw);
  });
}

function aboutLines(
  step: TimelineStep | null,
  subject: Subject | null,
  { width, theme }: DialogContext,
): readonly string[] {
  const { rule } = theme.glyphs;
  if (step === null || subject === null) return [line(width, theme, ['dim', rule.repeat(width)])];
  const states = step.event.of === 'forgotten' ? '' : statesText(step);
  const head = states === '' ? rule : `${rule} ${states} `;
  const said = printable(stepSentence(step, subject), theme.ascii);
  const [command = ''] = stepCommands(step, subject);
  return [
    line(width, theme, ['dim', head + rule.repeat(Math.max(0, width - head.length))]),
    ...wrapAtMost(stepText(step, theme), width - 2, CALL_LINES, theme).map((text) =>
      line(width, theme, [stepMeaning(step), ` ${text}`]),
    ),
    ...wrapAtMost(said, width - 2, SENTENCE_LINES, theme).map((text) =>
      line(width, theme, ['normal', ` ${text}`]),
    ),
    line(
      width,
      theme,
      ['key', command === '' ? '' : ` ${messages.prompt} `],
      ['dim', printable(command, theme.ascii)],
    ),
  ];
}
