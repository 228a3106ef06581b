# Echo for one client, TCP 65432.
#
# Kept as in the course: the server has one client for its whole life; others connect all the same, wait in
# the kernel's queue and get a reset when it exits; it sets no SO_REUSEADDR, and dies when its client resets.

import socket

from program import run, say


def server(port=65432):
    listener = socket.socket()
    listener.bind(('127.0.0.1', int(port)))
    listener.listen()
    say('listening', listener.getsockname()[1])
    connection, (_, remote_port) = listener.accept()
    say('connected', remote_port)
    while data := connection.recv(1024):
        connection.sendall(data)
    say('over')


def client(port=65432):
    with socket.socket() as connection:
        connection.connect(('127.0.0.1', int(port)))
        connection.sendall(b'Hello, world')
        say('received', connection.recv(1024))


if __name__ == '__main__':
    run(server=server, client=client)
