# The UDP chat, 12345: `hi, meu nome eh <ana>`, messages, `bye`; each of them in datagrams of up to 1024
# bytes, then one of `EOF`. The server passes what one says on to all others that said hi.
#
# Kept as in the course: nothing says whose piece a datagram is. Of two that speak at once a third hears one
# message, made of the pieces of both.

import socket
import threading

from program import run, said, say

PIECE = 1024


def send(s, text, to):
    data = text.encode()
    for at in range(0, len(data), PIECE):
        s.sendto(data[at:at + PIECE], to)
    s.sendto(b'EOF', to)


def server(port=12345):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(('127.0.0.1', int(port)))
    say('listening', s.getsockname()[1])
    present = set()
    spoken = {}
    while True:
        piece, sender = s.recvfrom(PIECE)
        if piece != b'EOF':
            spoken[sender] = spoken.get(sender, b'') + piece
            continue
        text = spoken.pop(sender, b'').decode()
        if text.startswith('hi, meu nome eh <'):
            present.add(sender)
        for other in present - {sender}:
            send(s, text, other)
        if text == 'bye':
            present.discard(sender)


def client(port, name):
    """Says what it is told on stdin, line by line, and then bye."""
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    to = ('127.0.0.1', int(port))
    send(s, f'hi, meu nome eh <{name}>', to)
    say('present', s.getsockname()[1])

    def hear():
        heard = b''
        while True:
            piece = s.recv(PIECE)
            if piece != b'EOF':
                heard += piece
                continue
            say('heard', heard.decode())
            heard = b''

    threading.Thread(target=hear, daemon=True).start()
    while (text := said()) is not None:
        send(s, text, to)
    send(s, 'bye', to)


if __name__ == '__main__':
    run(server=server, client=client)
