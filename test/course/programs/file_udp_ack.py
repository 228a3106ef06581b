# A file by UDP, the second form (stop and wait): its size in digits, which nothing acknowledges; then blocks
# of a number (four bytes, big-endian, from 0) and up to 1024 bytes, each sent again every second until it is
# answered with its number; then `EOF`. Only the block expected is written; any is answered.
#
# Kept as in the course: the server exits with the last byte, so when its last answer is lost the client
# sends that block for ever.

import socket
import struct
from pathlib import Path

from program import run, say

BLOCK = 1024
PATIENCE = 1.0


def server(port=65432):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(('127.0.0.1', int(port)))
    say('listening', s.getsockname()[1])
    size = int(s.recv(BLOCK).decode())
    data = b''
    expected = 0
    while len(data) < size:
        packet, sender = s.recvfrom(4 + BLOCK)
        if packet == b'EOF':
            break
        (number,) = struct.unpack('>I', packet[:4])
        if number == expected:
            data += packet[4:]
            expected += 1
        s.sendto(packet[:4], sender)
    Path('received_file_udp.txt').write_bytes(data)
    say('announced', size)
    say('written', len(data))


def client(port, path, patience=PATIENCE):
    data = Path(path).read_bytes()
    to = ('127.0.0.1', int(port))
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(float(patience))
    s.sendto(str(len(data)).encode(), to)
    for number, at in enumerate(range(0, len(data), BLOCK)):
        packet = struct.pack('>I', number) + data[at:at + BLOCK]
        answered = False
        while not answered:
            s.sendto(packet, to)
            try:
                answered = s.recv(4) == packet[:4]
            except TimeoutError:
                say('again', number)
    s.sendto(b'EOF', to)
    say('success', len(data))


if __name__ == '__main__':
    run(server=server, client=client)
