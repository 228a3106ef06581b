# TCP clients by the thousand in one process, never waiting for any of them. What each says is checked
# against what comes back, as from an echo.

import errno
import resource
import select
import socket
import struct

from orders import serve

# SO_LINGER of no time: close(2) sends RST.
NO_LINGER = struct.pack('ii', 1, 0)


class Client:
    def __init__(self, port):
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.state = 'connecting'
        self.reads = True
        self.said = 0
        self.unanswered = b''
        self.wrong = False
        if self.socket.connect_ex(('127.0.0.1', port)) not in (0, errno.EINPROGRESS):
            self.end('failed')

    def end(self, state):
        self.state = state
        self.socket.close()

    def say(self, text):
        data = text.encode()
        self.socket.sendall(data)
        self.said += len(data)
        self.unanswered += data

    def listen(self):
        while self.state == 'connected' and self.reads:
            try:
                data = self.socket.recv(65536)
            except BlockingIOError:
                return
            except OSError:
                return self.end('reset')
            if data == b'':
                return self.end('ended')
            self.wrong |= not self.unanswered.startswith(data)
            self.unanswered = self.unanswered[len(data):]


clients = []


def connect(port, count):
    clients.extend(Client(port) for _ in range(count))


def look():
    """How they stand: how many are in which state, and how many were answered in full."""
    poll = select.poll()
    connecting = {each.socket.fileno(): each for each in clients if each.state == 'connecting'}
    for descriptor in connecting:
        poll.register(descriptor, select.POLLOUT)
    for descriptor, _ in poll.poll(0) if connecting else []:
        client = connecting[descriptor]
        error = client.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error == 0:
            client.state = 'connected'
        else:
            client.end('failed')
    for each in clients:
        each.listen()
    states = [each.state for each in clients]
    counts = {state: states.count(state) for state in ('connecting', 'connected', 'failed', 'reset', 'ended')}
    answered = sum(1 for each in clients if each.said and not each.unanswered)
    return {**counts, 'answered': answered, 'wrong': sum(each.wrong for each in clients)}


def say(text):
    """All that are connected say it. Those whose connection is gone are found by the next look."""
    look()
    for each in clients:
        if each.state == 'connected':
            try:
                each.say(text)
            except BlockingIOError:
                pass
            except OSError:
                each.end('reset')


def flood():
    """Each sends what the kernel takes, and reads nothing any more. How many bytes that was."""
    look()
    sent = 0
    for each in clients:
        each.reads = False
        while each.state == 'connected':
            try:
                sent += each.socket.send(b'flood ' * 10000)
            except BlockingIOError:
                break
            except OSError:
                each.end('reset')
    return sent


def leave(count, how):
    """The first that are answered go, by `close` or `reset`, and are forgotten."""
    for each in [each for each in clients if each.said and not each.unanswered][:count]:
        if how == 'reset':
            each.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        each.socket.close()
        clients.remove(each)


def pass_by(ports, how):
    """A client to each of the ports in turn, gone at once; how many got as far as a connection."""
    connected = 0
    for port in ports:
        with socket.socket() as each:
            each.settimeout(5)
            try:
                each.connect(('127.0.0.1', port))
            except OSError:
                continue
            connected += 1
            if how == 'reset':
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    return connected


resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
serve({'connect': connect, 'look': look, 'say': say, 'flood': flood, 'leave': leave, 'pass-by': pass_by})
