// Every text of the timeline that a person reads. ASCII only: glyphs come from the theme.

type Hint = readonly [key: string, does: string];

export const timeline = {
  title: (name: string) => `Timeline of ${name}`,
  gone: (name: string) => `${name} is no longer there.`,
  pending: 'Asking for it...',
  nothing: 'Nothing has happened yet.',
  place: (first: number, last: number, total: number) => `${first}-${last} of ${total}`,
  hints: [['Up/Down', 'choose']] as readonly Hint[],
  moreHints: [['Esc', 'back']] as readonly Hint[],
  /** What the key that leads here does here. */
  toFacts: 'details',

  call: (call: string, args: string, answer: string) => `${call}(${args})${answer}`,
  answered: (answer: string) => ` = ${answer}`,
  failed: (error: string) => ` = -1 ${error}`,
  queued: (bytes: string) => `waiting in queue, ${bytes} already here`,
  fin: 'FIN seen',
  handshake: 'SYN seen and answered; the ACK is missing',
  lost: 'connection lost',
  left: (time: string) => `the kernel keeps it for ${time} yet`,
  leftOver: 'the kernel goes on with it',
  forgotten: (count: string) => `${count} earlier calls are forgotten`,
  states: (before: string, after: string) => `${before} > ${after}`,
  prompt: '$',

  /** What a step means, and what follows from it. */
  about: {
    getaddrinfo: 'The addresses of the name, tried in this order.',
    socket: 'A new socket, known by its descriptor. It has no address yet.',
    bind: 'The address is ours now. Nobody can connect to it before listen().',
    bindDatagrams: 'What is sent to this address is queued for us from now on.',
    listen: (most: string) =>
      `The kernel shakes hands by itself now: up to ${most} clients wait for accept().`,
    queued:
      'The kernel has shaken hands; nobody had called accept() yet. What the client sends waits with it.',
    accept: (port: string) =>
      `A new descriptor for this client alone. The server's port stays ${port}; only the client's differs.`,
    dialling: 'Our SYN is sent, and nothing has answered yet.',
    connected: (ours: string, server: string) =>
      `The server's port is ${server}; ours, ${ours}, was chosen by the kernel.`,
    connectedToServer: 'The handshake is done; the kernel has chosen a port for our end.',
    toldPeer: 'Nothing is sent: the kernel notes where to send to, and whom alone to hear.',
    recv: 'Bytes of a stream: their order is kept, not where one send() of the peer ended.',
    send: 'Taken by the kernel, which sends it, again if need be, until the peer has it.',
    recvConnected: 'One whole datagram. This socket hears nobody but its peer.',
    recvfrom: 'One whole datagram, and whose it is.',
    sendto: 'One datagram, handed to the kernel. Nothing tells whether it arrives.',
    handshake: 'Half-open: the last ACK is on its way, was lost, or a full queue did not take it.',
    lost: 'The kernel has no such connection any more: an RST came, or nobody answered for too long.',
    fin: 'The peer sends no more: recv() answers 0 from now on. We still may send.',
    shutdown: 'Our FIN: we send no more, and go on reading.',
    shutdownWaits: 'Our FIN is to follow; what was sent before has still to leave.',
    closed: (cause: string) => `The descriptor is given back: ${cause}.`,
    closedUnopened: 'The descriptor is given back: it could not be opened.',
    left: 'Who ends first keeps both addresses for a minute: until then bind() to its port fails with EADDRINUSE, but for SO_REUSEADDR.',
    leftOver: 'The descriptor is closed; what was agreed on with the peer is still under way.',
    forgotten: 'Only so much is kept of what was read and written. The totals have counted it.',
    join: 'Datagrams to the group that arrive on this interface are delivered from now on.',
    leave: 'Datagrams to the group that arrive on this interface are no longer delivered.',
  },

  /** By errno's name. */
  errors: new Map([
    ['EADDRINUSE', 'Another socket has this address, or it is not free yet (TIME_WAIT).'],
    ['EADDRNOTAVAIL', 'This machine has no such address.'],
    ['EACCES', 'This user may not.'],
    ['ECONNREFUSED', 'An RST answered: nobody listens there.'],
    ['ETIMEDOUT', 'Nothing answered in time.'],
    ['ECONNRESET', 'The peer sent RST: the connection is gone, with all that was under way.'],
    ['EPIPE', 'The peer has closed: nobody takes what is sent.'],
    ['EHOSTUNREACH', 'There is no way to that host.'],
    ['ENETUNREACH', 'There is no way to that network.'],
    ['ENOTFOUND', 'The name has no address.'],
    ['EPERM', 'The system forbids it to this user.'],
  ]),

  /** By the option's name. */
  options: new Map([
    ['SO_REUSEADDR', 'So that connections in TIME_WAIT do not keep bind() from its port.'],
    [
      'SO_RCVBUF',
      'Room for what nobody has read yet. The kernel has an upper bound, and doubles it.',
    ],
    ['SO_RCVBUFFORCE', 'Room for what nobody has read yet, beyond the bound for other users.'],
    ['TCP_NODELAY', 'Small answers leave at once (no Nagle). Accepted connections inherit it.'],
    ['IPV6_V6ONLY', '0: IPv4 clients reach the same socket.'],
    ['IP_MULTICAST_ALL', '0: only groups that this socket has joined are heard here.'],
    ['IPV6_MULTICAST_ALL', '0: only groups that this socket has joined are heard here.'],
    ['IP_MULTICAST_IF', 'Datagrams to the group leave by this interface.'],
    ['IPV6_MULTICAST_IF', 'Datagrams to the group leave by this interface.'],
    ['IP_MULTICAST_TTL', 'So many routers may pass them on; 1 stays in this network.'],
    ['IPV6_MULTICAST_HOPS', 'So many routers may pass them on; 1 stays in this network.'],
    ['IP_MULTICAST_LOOP', '1: receivers on this machine get them too.'],
    ['IPV6_MULTICAST_LOOP', '1: receivers on this machine get them too.'],
    ['IP_TTL', 'So many routers may pass them on.'],
    ['IPV6_UNICAST_HOPS', 'So many routers may pass them on.'],
  ]),
};
