# From Beej's guide: a stream server, 3490, that says `Hello, world!` to whoever connects and closes; a
# datagram listener, 4950.
#
# Kept as there: the listener's buffer has 100 bytes, what a datagram has beyond is cut off in silence.

import socket

from program import run, say


def server(port=3490):
    with socket.create_server(('127.0.0.1', int(port)), backlog=10) as listener:
        say('listening', listener.getsockname()[1])
        while True:
            connection, (_, remote_port) = listener.accept()
            with connection:
                connection.sendall(b'Hello, world!')
            say('greeted', remote_port)


def client(port=3490):
    with socket.create_connection(('127.0.0.1', int(port))) as connection:
        say('received', connection.recv(99))


def listener(port=4950):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(('127.0.0.1', int(port)))
    say('listening', s.getsockname()[1])
    say('received', s.recv(100))


def talker(port, text):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    say('sent', s.sendto(text.encode(), ('127.0.0.1', int(port))))


if __name__ == '__main__':
    run(server=server, client=client, listener=listener, talker=talker)
