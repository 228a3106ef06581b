# From Stevens' UNP: 2000 datagrams of 1400 bytes sent in a burst to a socket with the system's own receive
# buffer, 9877. What does not fit while nobody reads, the kernel drops; neither side is told.

import socket

from program import run, said, say

COUNT = 2000
SIZE = 1400


def receiver(port=9877):
    """Reads nothing before it is told a line, then all that is there: how many came is said."""
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(('127.0.0.1', int(port)))
    say('listening', s.getsockname()[1])
    said()
    s.setblocking(False)
    received = 0
    while True:
        try:
            s.recv(SIZE)
        except BlockingIOError:
            break
        received += 1
    say('received', received)


def sender(port=9877):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for _ in range(COUNT):
        s.sendto(bytes(SIZE), ('127.0.0.1', int(port)))
    say('sent', COUNT)


if __name__ == '__main__':
    run(receiver=receiver, sender=sender)
