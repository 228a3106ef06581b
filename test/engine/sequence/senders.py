"""Sends numbered datagrams as other programs do, byte for byte, and says nothing.

usage: senders.py FORMAT ADDRESS PORT PACE_MS NUMBER [NUMBER ...]
"""
import socket, struct, sys, time

form, address, port, pace = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
if address.startswith('2'):
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('127.0.0.1'))

def payload(n):
    if form == 'mcjoin':
        text = 'Sender PID 4711, MC group %s, seq count: %d, freq: %d' % (address, n, pace)
        return text.encode().ljust(100, b'\0')
    if form == 'rtp':  # PCMU (payload type 0), 8000 Hz, 20 ms: 160 ticks each
        return struct.pack('!BBHII', 0x80, 0, n & 0xffff, n * 160 & 0xffffffff, 0xc0ffee) + b'x' * 160
    if form == 'u32le':
        return b'head' + struct.pack('<I', n) + b'tail'
    if form == 'u64be':
        return struct.pack('>Q', n) + b'x' * 56
    return b'temp=%d' % n

for n in map(int, sys.argv[5:]):
    s.sendto(payload(n), (address, port))
    time.sleep(pace / 1000)
