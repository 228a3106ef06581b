// An engine in a network namespace, driven from a test: commands out, answers and views back.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseSpec } from '../../source/endpoint-spec.ts';
import type { Answer, Command } from '../../source/protocol/commands.ts';
import type { Diagnosis, Finding, Verdict } from '../../source/protocol/diagnosis.ts';
import type { View } from '../../source/protocol/views.ts';
import type { Namespace } from './namespace.ts';
import { viewRequest } from './requests.ts';

const SCRIPT = fileURLToPath(new URL('engine-process.ts', import.meta.url));

interface Reply {
  readonly id: number;
  readonly answer: Answer | null;
  readonly view: View | null;
}

export class EngineIn {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #serial = 0;

  constructor(within: Namespace) {
    const [command = '', ...words] = [...within.prefix, process.execPath, SCRIPT];
    this.#child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.#child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const reply = JSON.parse(line) as Reply;
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    });
  }

  async send(command: Command): Promise<Answer> {
    return (await this.#ask({ command })).answer as Answer;
  }

  /** Opens a spec; the answer tells whether it could. */
  open(spec: string): Promise<Answer> {
    const parsed = parseSpec(spec);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    return this.send({ type: 'open', spec: parsed.spec });
  }

  async view(): Promise<View> {
    return (await this.#ask({ view: viewRequest() })).view as View;
  }

  async diagnose(endpoint: string, listen = true): Promise<Diagnosis> {
    const answer = await this.send({ type: 'diagnose', endpoint, listen });
    if (!answer.ok || answer.diagnosis === undefined) throw new Error(JSON.stringify(answer));
    return answer.diagnosis;
  }

  /** Ends the process. */
  close(): void {
    this.#child.kill('SIGKILL');
  }

  #ask(request: object): Promise<Reply> {
    this.#serial += 1;
    const id = this.#serial;
    this.#child.stdin?.write(`${JSON.stringify({ id, ...request })}\n`);
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }
}

/** The findings of one verdict, as `check: sentence`. */
export function found({ findings }: Diagnosis, verdict: Verdict): readonly string[] {
  return findings
    .filter((each) => each.verdict === verdict)
    .map(({ check, finding }: Finding) => `${check}: ${finding}`);
}
