// What a front end needs of an engine, wherever that runs: the bridge offers it over a worker, tests
// offer it over recorded views.

import type { Answer, Command } from '../protocol/commands.ts';
import type { Problem } from '../protocol/problem.ts';
import type { View, ViewRequest } from '../protocol/views.ts';

export interface EngineHandle {
  /** Never rejects: what goes wrong is in the answer. */
  send(command: Command): Promise<Answer>;
  /** What the screen wants to show from now on. Answered by a view at once, then as things change. */
  request(request: ViewRequest): void;
  /** Views as they come; the next one is sent once the listener has returned. */
  onView(listener: (view: View) => void): () => void;
  /** Called once, at once if it is dead already; never for a stop that was asked for. */
  onDeath(listener: (problem: Problem) => void): () => void;
}
