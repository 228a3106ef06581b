# A file by UDP, the first form: its size in digits, blocks of up to 1024 bytes, 1 ms apart, then `EOF`.
#
# Kept as in the course: nothing acknowledges anything, so both sides say that all is well after a block was
# lost, or two have changed places; a lost size kills the server, a block and `EOF` lost together leave it
# waiting for ever; a last block that reads `EOF` is taken for the end; two clients at once are mixed into one
# file.

import socket
import time
from pathlib import Path

from program import run, say

BLOCK = 1024


def server(port=65432):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(('127.0.0.1', int(port)))
    say('listening', s.getsockname()[1])
    size = int(s.recv(BLOCK).decode())
    data = b''
    while len(data) < size:
        block = s.recv(BLOCK)
        if block == b'EOF':
            break
        data += block
    Path('received_file_udp.txt').write_bytes(data)
    say('announced', size)
    say('written', len(data))


def client(port, path):
    data = Path(path).read_bytes()
    to = ('127.0.0.1', int(port))
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.sendto(str(len(data)).encode(), to)
    for at in range(0, len(data), BLOCK):
        s.sendto(data[at:at + BLOCK], to)
        time.sleep(0.001)
    s.sendto(b'EOF', to)
    say('success', len(data))


if __name__ == '__main__':
    run(server=server, client=client)
