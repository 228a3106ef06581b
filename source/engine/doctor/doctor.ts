// Why does nothing arrive? Gathers the facts of one endpoint, watches for a moment where that tells more,
// and runs the checks of its kind. Asked again meanwhile, it gives the same answer.

import type { Diagnosis, Finding } from '../../protocol/diagnosis.ts';
import type { EndpointSpec } from '../../protocol/spec.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { SocketLayer } from '../kernel/layer.ts';
import * as interfaces from './checks/interfaces.ts';
import { opening } from './checks/opening.ts';
import * as outgoing from './checks/outgoing.ts';
import * as querier from './checks/querier.ts';
import * as senders from './checks/senders.ts';
import * as server from './checks/server.ts';
import * as traffic from './checks/traffic.ts';
import * as ways from './checks/ways.ts';
import type { GroupFacts, OutgoingFacts, SenderFacts, ServerFacts } from './facts.ts';
import { ranked } from './finding.ts';
import { gatherGroup, gatherOutgoing, gatherSender, gatherServer, type Patient } from './gather.ts';
import { watchGroup, watchServer } from './watch.ts';

type Checks<Facts> = readonly ((facts: Facts) => readonly Finding[])[];

// Each in the order of a packet's way.
export const GROUP_CHECKS: Checks<GroupFacts> = [
  opening,
  traffic.arriving,
  senders.ownSenders,
  interfaces.interfaces,
  interfaces.membership,
  interfaces.sourceFilter,
  traffic.otherSources,
  interfaces.reach,
  ways.reversePath,
  ways.reversePathDrops,
  ways.wayOut,
  traffic.elsewhere,
  traffic.otherPorts,
  traffic.buffer,
  querier.querier,
  querier.snooping,
  traffic.firewall,
];

export const SERVER_CHECKS: Checks<ServerFacts> = [
  traffic.arriving,
  server.bound,
  server.sharedPort,
  server.handshake,
  server.queue,
  server.gate,
  traffic.otherPorts,
  traffic.buffer,
  server.service,
  traffic.firewall,
];

export const OUTGOING_CHECKS: Checks<OutgoingFacts> = [
  outgoing.peer,
  outgoing.wayThere,
  traffic.firewall,
];

export const SENDER_CHECKS: Checks<SenderFacts> = [
  opening,
  interfaces.interfaces,
  senders.hops,
  senders.ownReceivers,
  traffic.firewall,
];

export class Doctor {
  readonly #sockets: SocketLayer;
  readonly #underWay = new Map<string, Promise<Diagnosis>>();
  readonly #stopping = new AbortController();

  constructor(sockets: SocketLayer) {
    this.#sockets = sockets;
  }

  /**
   * @param others the other endpoints of the engine
   * @param listen whether groups may be joined elsewhere while it watches
   */
  diagnose(endpoint: Endpoint, others: readonly Endpoint[], listen: boolean): Promise<Diagnosis> {
    const asked = `${endpoint.id} ${listen}`;
    const underWay = this.#underWay.get(asked);
    if (underWay !== undefined) return underWay;
    const diagnosis = this.#findings(endpoint, others, listen)
      .then((findings) => ({ endpoint: endpoint.id, findings: ranked(findings) }))
      .finally(() => this.#underWay.delete(asked));
    this.#underWay.set(asked, diagnosis);
    return diagnosis;
  }

  /** Whoever is still watching answers at once. */
  stop(): void {
    this.#stopping.abort();
  }

  async #findings(
    endpoint: Endpoint,
    others: readonly Endpoint[],
    listen: boolean,
  ): Promise<readonly Finding[]> {
    const patient = <Spec extends EndpointSpec>(spec: Spec): Patient<Spec> => ({
      endpoint,
      spec,
      others,
      host: this.#sockets.host,
    });
    const watching = { endpoint, sockets: this.#sockets, signal: this.#stopping.signal };
    const { spec } = endpoint;
    switch (spec.kind) {
      case 'multicast': {
        const facts = gatherGroup(patient(spec));
        const quiet = facts.row.messagesPerSecond === 0;
        const watch = quiet ? await watchGroup(facts, listen, watching) : null;
        return run(GROUP_CHECKS, { ...facts, watch });
      }
      case 'tcp':
      case 'udp':
      case 'relay': {
        const facts = gatherServer(patient(spec));
        if (facts.row.state === 'FAILED') return opening({ ...facts, watch: null });
        const quiet = facts.row.transport === 'udp' && facts.row.messagesPerSecond === 0;
        const watch = quiet ? await watchServer(watching) : null;
        return run(SERVER_CHECKS, { ...facts, watch });
      }
      case 'tcp-client':
      case 'udp-client': {
        const facts = gatherOutgoing(patient(spec));
        return [...opening(facts), ...run(OUTGOING_CHECKS, facts)];
      }
      case 'multicast-sender':
        return run(SENDER_CHECKS, gatherSender(patient(spec)));
    }
  }
}

function run<Facts>(checks: Checks<Facts>, facts: Facts): readonly Finding[] {
  return checks.flatMap((check) => check(facts));
}
