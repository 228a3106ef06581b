# The multicast greeting, 228.5.6.7:2500: the sender does not join; receivers join, read one datagram and
# leave. TTL 1, the system's. Several receivers of one host share the port and all get it.
#
# Unlike the course's, these name the loopback interface: nothing leaves this host.

import socket

from program import run, say

TEXT = 'Olá, bem-vindo à Softblue!'
LOOPBACK = socket.inet_aton('127.0.0.1')


def receiver(group='228.5.6.7', port=2500):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(('', int(port)))
    membership = socket.inet_aton(group) + LOOPBACK
    s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
    say('listening', s.getsockname()[1])
    say('received', s.recv(1024).decode())
    s.setsockopt(socket.IPPROTO_IP, socket.IP_DROP_MEMBERSHIP, membership)


def sender(group='228.5.6.7', port=2500):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, LOOPBACK)
    s.sendto(TEXT.encode(), (group, int(port)))
    say('sent')


if __name__ == '__main__':
    run(receiver=receiver, sender=sender)
