# Echo for several connections at once, one thread (selectors), and a client with several of them that sends
# two messages on each.
#
# Kept as in its tutorial: the two messages are two sends, but a stream knows no messages. They arrive in one
# read or in two, and who takes a read for a message is right only by luck.

import selectors
import socket

from program import run, say

MESSAGES = (b'Message 1 from client.', b'Message 2 from client.')


def server(port=65432):
    ready = selectors.DefaultSelector()
    listener = socket.create_server(('127.0.0.1', int(port)))
    listener.setblocking(False)
    ready.register(listener, selectors.EVENT_READ)
    say('listening', listener.getsockname()[1])
    while True:
        for key, _ in ready.select():
            if key.fileobj is listener:
                connection, _ = listener.accept()
                ready.register(connection, selectors.EVENT_READ)
            elif data := key.fileobj.recv(1024):
                say('read', len(data))
                key.fileobj.sendall(data)
            else:
                ready.unregister(key.fileobj)
                key.fileobj.close()


def client(port, count=2):
    connections = [
        socket.create_connection(('127.0.0.1', int(port))) for _ in range(int(count))
    ]
    for connection in connections:
        for message in MESSAGES:
            connection.sendall(message)
    for connection in connections:
        wanted = sum(map(len, MESSAGES))
        data = b''
        while len(data) < wanted:
            data += connection.recv(1024)
        connection.close()
        say('received', data)


if __name__ == '__main__':
    run(server=server, client=client)
