# Upper-casing for several clients, TCP 65432.
#
# Kept as in the course: "several" means one after the other. Each connection has one read of at most 1024
# bytes and one answer, without the white space around it, ASCII letters alone in upper case; a blank line
# gets no byte, only the end. Who connects and says nothing holds up all others. The server closes first, so
# TIME_WAIT stays on its own port, and without SO_REUSEADDR it can't begin again there.

import socket

from program import run, said, say

BACKLOG = 5


def server(port=65432):
    listener = socket.socket()
    listener.bind(('127.0.0.1', int(port)))
    listener.listen(BACKLOG)
    say('listening', listener.getsockname()[1])
    while True:
        connection, (_, remote_port) = listener.accept()
        with connection:
            data = connection.recv(1024)
            connection.sendall(data.strip().upper())
        say('served', remote_port)


def client(port, *lines):
    """Sends each line and waits for its answer. The second finds the connection closed."""
    with socket.create_connection(('127.0.0.1', int(port))) as connection:
        for line in lines:
            connection.sendall(line.encode() + b'\n')
            say('received', connection.recv(1024))


def silent(port, count=1, patience=1):
    """Clients that connect and say nothing until this is told a line, which all then send."""
    connections = []
    for _ in range(int(count)):
        connection = socket.socket()
        connection.settimeout(float(patience))
        try:
            connection.connect(('127.0.0.1', int(port)))
        except TimeoutError:
            say('timed-out')
            continue
        connection.settimeout(None)
        connections.append(connection)
        say('connected', connection.getsockname()[1])
    line = said()
    if line is None:
        return
    for connection in connections:
        connection.sendall(line.encode() + b'\n')
        say('received', connection.recv(1024))


if __name__ == '__main__':
    run(server=server, client=client, silent=silent)
