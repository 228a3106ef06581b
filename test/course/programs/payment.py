# Payments in lines, TCP 2323: `PAGAMENTO`, how many follow, and as many lines
# `name;card;MM/yyyy;instalments;amount`, each answered with `OK` or `FALHA` and why. One client after the
# other.

import re
import socket

from program import run, say

PAYMENT = re.compile(r'[^;]+;\d[\d ]*;(0[1-9]|1[0-2])/\d{4};[1-9]\d?;\d+([.,]\d{1,2})?')


def server(port=2323):
    with socket.create_server(('127.0.0.1', int(port))) as listener:
        say('listening', listener.getsockname()[1])
        while True:
            connection, _ = listener.accept()
            with connection, connection.makefile(encoding='utf-8') as lines:
                if lines.readline() != 'PAGAMENTO\n':
                    continue
                for _ in range(int(lines.readline())):
                    good = PAYMENT.fullmatch(lines.readline().rstrip('\n'))
                    answer = 'OK\n' if good else 'FALHA dados inválidos\n'
                    connection.sendall(answer.encode())
            say('over')


def client(port, *payments):
    with socket.create_connection(('127.0.0.1', int(port))) as connection:
        with connection.makefile(encoding='utf-8') as lines:
            connection.sendall(f'PAGAMENTO\n{len(payments)}\n'.encode())
            for payment in payments:
                connection.sendall(f'{payment}\n'.encode())
                say('received', lines.readline().rstrip('\n'))


if __name__ == '__main__':
    run(server=server, client=client)
