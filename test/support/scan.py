# A half-open scan, as nmap -sS does it: a SYN to each port of 127.0.0.1 from raw sockets, and no more; the
# kernel, which knows of no such connection, resets what is answered. Prints how many ports answered.
# Needs the right to raw sockets: run it in a network namespace.

import select
import socket
import struct
import sys

LOOPBACK = socket.inet_aton('127.0.0.1')
SYN = 0x02
SYN_ACK = 0x12
SOURCE = 61000


def checksum(data):
    words = struct.unpack('!%dH' % (len(data) // 2), data)
    total = sum(words)
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def syn(port):
    def header(check):
        return struct.pack('!HHIIBBHHH', SOURCE, port, port, 0, 5 << 4, SYN, 1024, check, 0)
    pseudo = LOOPBACK + LOOPBACK + struct.pack('!BBH', 0, socket.IPPROTO_TCP, 20)
    return header(checksum(pseudo + header(0)))


raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
raw.setblocking(False)
answered = set()


def hear(patience):
    """Reads until it has been silent for so long. All TCP of this host is heard, our own as well."""
    while select.select([raw], [], [], patience)[0]:
        packet = raw.recv(65536)
        header = packet[(packet[0] & 15) * 4:]
        source, destination = struct.unpack('!HH', header[:4])
        if destination == SOURCE and header[13] == SYN_ACK:
            answered.add(source)


for count, port in enumerate(map(int, sys.argv[1:])):
    raw.sendto(syn(port), ('127.0.0.1', 0))
    # Before the socket's buffer is full.
    if count % 100 == 0:
        hear(0)
hear(0.5)
print(len(answered))
