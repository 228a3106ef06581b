# The calculator, TCP 12345 and UDP 54321: `20 + 10` is answered with `30`; `fim` ends.
#
# Kept as in the course: nothing marks where a request ends, so by TCP it is whatever one read of 1024 bytes
# brings, and two requests that arrive together are one that can't be read.

import operator
import socket

from program import run, say

OPERATORS = {
    '+': operator.add,
    '-': operator.sub,
    '*': operator.mul,
    '/': operator.truediv,
    '**': operator.pow,
}


def answer(request):
    try:
        left, sign, right = request.split()
        result = OPERATORS[sign](float(left), float(right))
        return str(int(result) if result.is_integer() else result)
    except ZeroDivisionError:
        return 'Divisão por zero não é permitida.'
    except (ValueError, KeyError):
        return 'Expressão inválida.'


def server(port=12345):
    with socket.create_server(('127.0.0.1', int(port))) as listener:
        say('listening', listener.getsockname()[1])
        while True:
            connection, _ = listener.accept()
            with connection:
                while (request := connection.recv(1024).decode()) not in ('', 'fim'):
                    connection.sendall(answer(request).encode())
            say('over')


def udp_server(port=54321):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(('127.0.0.1', int(port)))
    say('listening', s.getsockname()[1])
    while True:
        request, sender = s.recvfrom(1024)
        say('from', sender[1])
        s.sendto(answer(request.decode()).encode(), sender)


def client(port, *requests):
    with socket.create_connection(('127.0.0.1', int(port))) as connection:
        for request in requests:
            connection.sendall(request.encode())
            say('received', connection.recv(1024).decode())
        connection.sendall(b'fim')


def udp_client(port, *requests):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for request in requests:
        s.sendto(request.encode(), ('127.0.0.1', int(port)))
        say('received', s.recv(1024).decode())


if __name__ == '__main__':
    run(server=server, client=client, udp_server=udp_server, udp_client=udp_client)
