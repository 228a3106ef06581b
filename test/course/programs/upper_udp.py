# Upper-casing by UDP, 65431.
#
# Kept as in the course: the server reads at most 8192 bytes, what a datagram has beyond is cut off in
# silence; a blank one is answered with an empty one. The client has no time-out: without a server it waits
# for ever.

import socket

from program import run, say


def server(port=65431):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(('127.0.0.1', int(port)))
    say('listening', s.getsockname()[1])
    while True:
        data, sender = s.recvfrom(8192)
        s.sendto(data.strip().upper(), sender)


def client(port, *lines):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for line in lines:
        s.sendto(line.encode() + b'\n', ('127.0.0.1', int(port)))
        say('sent', s.getsockname()[1])
        say('received', s.recv(1024))


if __name__ == '__main__':
    run(server=server, client=client)
