# A greeting, UDP 2500: one datagram of text, no answer. Who receives it prints it and exits.
#
# Kept as in the course: the text is in the platform's charset, so it can't be read where another one is in
# use; which one it was, no byte says.

import socket

from program import run, say

TEXT = 'Olá, bem-vindo à Softblue!'


def receiver(port=2500):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(('127.0.0.1', int(port)))
    say('listening', s.getsockname()[1])
    say('received', s.recv(1024))


def sender(port=2500, charset='utf-8'):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.sendto(TEXT.encode(charset), ('127.0.0.1', int(port)))
    say('sent')


if __name__ == '__main__':
    run(receiver=receiver, sender=sender)
