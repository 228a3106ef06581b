# Sends datagrams as fast as it can for so long, and prints how many the kernel took:
#
#   flood.py address port seconds bytes

import socket
import sys
import time

address, port, seconds, size = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('127.0.0.1'))
# Connected, so that a datagram costs one call; answers are not read, and dropped by the kernel.
sender.connect((address, port))
payload = b'f' * size
sent = 0
end = time.monotonic() + seconds
while time.monotonic() < end:
    for _ in range(1000):
        try:
            sender.send(payload)
            sent += 1
        except OSError:
            # ECONNREFUSED once nobody listens any more: that one was not taken.
            pass
print(sent)
