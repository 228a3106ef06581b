# The small name service, UDP 5000: `register servidorTCP 127.0.0.1 12345` is remembered without an answer,
# `servidorTCP` is answered with `servidorTCP:127.0.0.1:12345`. A name that nobody registered gets none.

import socket

from program import run, say


def server(port=5000):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(('127.0.0.1', int(port)))
    say('listening', s.getsockname()[1])
    known = {}
    while True:
        request, sender = s.recvfrom(1024)
        words = request.decode().split()
        if words[:1] == ['register']:
            known[words[1]] = ':'.join(words[1:])
            say('registered', words[1])
        elif words and words[0] in known:
            s.sendto(known[words[0]].encode(), sender)


def register(port, name, host, its_port):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.sendto(f'register {name} {host} {its_port}'.encode(), ('127.0.0.1', int(port)))


def query(port, name):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.sendto(name.encode(), ('127.0.0.1', int(port)))
    say('received', s.recv(1024).decode())


if __name__ == '__main__':
    run(server=server, register=register, query=query)
