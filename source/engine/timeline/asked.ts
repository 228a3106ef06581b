import type { TimelineWindow, WindowRequest } from '../../protocol/views.ts';
import { cutWindow } from '../views/list.ts';
import type { Timeline } from './timeline.ts';

/** The part of a timeline that is asked for; nothing is made where none is. @param make null: none there */
export function timelineOf(
  { timeline: wanted }: { readonly timeline?: WindowRequest },
  make: () => Timeline | null,
): { readonly timeline?: TimelineWindow } {
  const timeline = wanted === undefined ? null : make();
  if (wanted === undefined || timeline === null) return {};
  return { timeline: cutWindow(timeline, wanted) };
}
