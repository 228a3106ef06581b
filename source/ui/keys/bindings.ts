// The one table of keys. The key bar, help, the palette and the readme are made from it; what each
// command does is in commands.ts.

import type { Binding, KeyContext } from './binding.ts';

const PANES: readonly KeyContext[] = ['listen', 'clients', 'datagrams', 'multicast'];
const SERVERS: readonly KeyContext[] = ['listen', 'clients'];
const CLOSABLE: readonly KeyContext[] = ['listen', 'clients', 'multicast'];
const ENDABLE: readonly KeyContext[] = [...CLOSABLE, 'details'];
const SENDABLE: readonly KeyContext[] = ['listen', 'clients', 'datagrams', 'details'];
const ENDPOINTS: readonly KeyContext[] = ['listen', 'multicast'];
const EVERYWHERE: readonly KeyContext[] = ['everywhere'];
const EVERYWHERE_AND_DETAILS: readonly KeyContext[] = ['everywhere', 'details'];
const CONNECTIONS: readonly KeyContext[] = ['clients', 'details'];

type Row = readonly [
  command: string,
  keys: readonly string[],
  label: string,
  description: string,
  contexts: readonly KeyContext[],
];

const looks = (
  [command, keys, label, description, contexts]: Row,
  argument: string | null = null,
): Binding => ({
  command,
  keys,
  label,
  description,
  contexts,
  argument,
  acts: false,
});
const acts = (row: Row, argument: string | null = null): Binding => ({
  ...looks(row, argument),
  acts: true,
});

export const BINDINGS: readonly Binding[] = [
  looks([
    'help',
    ['?'],
    'help',
    'Help: every key that works here, searchable.',
    EVERYWHERE_AND_DETAILS,
  ]),
  looks(['quit', ['q', 'Ctrl-C'], 'quit', 'Quit; asks while clients are connected.', EVERYWHERE]),
  looks([
    'back',
    ['Esc'],
    'back',
    'Back: close what is on top, then clear the filter, then the marks.',
    EVERYWHERE,
  ]),
  looks(['next-pane', ['Tab'], 'next', 'Go to the next pane.', EVERYWHERE]),
  looks(['previous-pane', ['Shift-Tab'], 'previous', 'Go to the pane before.', EVERYWHERE]),
  looks(['show-listen', ['1'], 'listen', 'Go to the Listen pane.', EVERYWHERE]),
  looks(['show-clients', ['2'], 'clients', 'Go to the Clients pane.', EVERYWHERE]),
  looks(['show-datagrams', ['3'], 'datagr.', 'Go to the Datagrams pane.', EVERYWHERE]),
  looks(['show-multicast', ['4'], 'multic.', 'Go to the Multicast pane.', EVERYWHERE]),
  looks(['zoom', ['z'], 'zoom', 'Show the focused pane alone, and back.', EVERYWHERE]),
  looks(['up', ['Up', 'k'], 'up', 'Move up.', PANES]),
  looks(['down', ['Down', 'j'], 'down', 'Move down.', PANES]),
  looks(['page-up', ['PgUp'], 'page up', 'Move up by a page.', PANES]),
  looks(['page-down', ['PgDn'], 'page dn', 'Move down by a page.', PANES]),
  looks(['top', ['g', 'Home'], 'top', 'Move to the first row.', PANES]),
  looks([
    'bottom',
    ['G', 'End'],
    'bottom',
    'Move to the last row; in Datagrams and Multicast follow the newest again.',
    PANES,
  ]),
  looks(['details', ['Enter'], 'details', 'Show all that is known of the selected row.', PANES]),
  looks([
    'timeline',
    ['t'],
    'timeline',
    'Show the life of the selected row, call by call; in the details, and back to them.',
    [...CLOSABLE, 'details'],
  ]),
  looks(['filter', ['/'], 'filter', 'Filter the pane: by text, or by terms as port:80.', PANES]),
  looks([
    'filter-like',
    ['f'],
    'like it',
    'Filter by whose the selected row is: its client, or its sender.',
    ['clients', 'datagrams', 'multicast'],
  ]),
  looks([
    'copy',
    ['c'],
    'copy',
    'Copy the selected row, its payload, or a command that shows the same elsewhere.',
    [...PANES, 'details'],
  ]),
  looks([
    'doctor',
    ['D'],
    'why not?',
    'Why does nothing arrive? Checks the endpoint and says what to do.',
    [...PANES, 'details'],
  ]),
  looks(['palette', [':'], 'command', 'Run a command by its name.', EVERYWHERE_AND_DETAILS]),
  looks(['freeze', ['p'], 'freeze', 'Freeze the picture; the engine goes on.', EVERYWHERE]),
  looks([
    'earlier',
    ['['],
    'earlier',
    'Frozen: go back to the moment before, at which something happened.',
    EVERYWHERE,
  ]),
  looks([
    'later',
    [']'],
    'later',
    'Frozen: go on to the next moment at which something happened.',
    EVERYWHERE,
  ]),
  looks(['second-earlier', ['{'], '1 s back', 'Frozen: go back a second.', EVERYWHERE]),
  looks(['second-later', ['}'], '1 s on', 'Frozen: go on a second.', EVERYWHERE]),
  looks(['earliest', ['<'], 'earliest', 'Frozen: go back as far as is known.', EVERYWHERE]),
  looks(['latest', ['>'], 'latest', 'Frozen: back to when it was frozen.', EVERYWHERE]),
  acts(['new', ['n'], 'new', 'Open a new endpoint.', EVERYWHERE]),
  acts(['close', ['x'], 'close', 'Close the endpoint, or disconnect the client; asks.', ENDABLE]),
  looks([
    'mark',
    ['Space'],
    'mark',
    'Mark the client for what is done next, and back.',
    ['clients'],
  ]),
  acts([
    'send',
    ['w'],
    'send',
    'Send text, hex or a file: to the client, the sender, or the peer.',
    SENDABLE,
  ]),
  acts(['hold', ['h'], 'hold', 'Stop reading from the client, and go on.', CONNECTIONS]),
  acts([
    'half-close',
    ['F'],
    'FIN',
    'End our direction (FIN) and go on reading; asks.',
    CONNECTIONS,
  ]),
  acts(['reset', ['R'], 'RST', 'Reset the connection (RST); asks.', CONNECTIONS]),
  acts(['faults', ['e'], 'faults', 'Change what a relay does to what passes.', SERVERS]),
  acts(['mode', ['m'], 'mode', 'Switch between concurrent and sequential.', SERVERS]),
  acts(['manual', ['M'], 'by hand', 'Accept clients by hand, and back.', SERVERS]),
  acts(['accept', ['a'], 'accept', 'Accept the next waiting client by hand.', SERVERS]),
  acts(['pause', ['o'], 'pause', 'Stop accepting, and go on.', SERVERS]),
  acts([
    'retry',
    ['r'],
    'retry',
    'Open an endpoint that failed again, or connect anew.',
    ENDPOINTS,
  ]),
  looks(['sort', ['s'], 'sort', 'Sort by the next column.', PANES]),
  looks(['reverse-sort', ['S'], 'reverse', 'Sort the other way round.', PANES]),
  looks([
    'theme',
    ['T'],
    'theme',
    'Next colours: for dark, for light, for colour-blind eyes.',
    EVERYWHERE,
  ]),
  looks(['redraw', ['Ctrl-L'], 'redraw', 'Draw the screen anew.', EVERYWHERE]),
  looks(['suspend', ['Ctrl-Z'], 'suspend', 'Go to the shell; fg comes back.', EVERYWHERE]),
  acts(['concurrent', [], 'concurr.', 'Accept every client at once.', SERVERS]),
  acts(['sequential', [], 'sequent.', 'Serve one client at a time.', SERVERS]),
  acts(
    ['service', [], 'service', 'Change what is done with what arrives.', CONNECTIONS],
    'service',
  ),
  acts(['delay', [], 'delay', 'Change the wait before each reply.', CONNECTIONS], 'duration'),
  acts(['join', [], 'join', 'Join the group on one more interface.', ENDPOINTS], 'interface'),
  acts(['leave', [], 'leave', 'Leave the group on an interface.', ENDPOINTS], 'interface'),
  looks(['moment', [], 'moment', 'Frozen: go to a time of day, or 30s back.', EVERYWHERE], 'time'),
  looks(['spec', [], 'spec', 'Show the spec that opens this endpoint again.', CLOSABLE]),
  looks(['quit-now', [], 'quit now', 'Quit without asking.', EVERYWHERE]),
];
