# The next integer, TCP 1050: four bytes, big-endian, are answered with the next number, and both exit.
# In the course these two are in Java (DataInputStream.readInt, DataOutputStream.writeInt).

import socket
import struct

from program import run, say


def read_int(connection):
    """All four bytes, however they arrive, as readInt does."""
    data = b''
    while len(data) < 4:
        more = connection.recv(4 - len(data))
        if not more:
            raise EOFError
        data += more
    return struct.unpack('>i', data)[0]


def server(port=1050):
    with socket.create_server(('127.0.0.1', int(port))) as listener:
        say('listening', listener.getsockname()[1])
        connection, _ = listener.accept()
        with connection:
            number = read_int(connection)
            say('received', number)
            connection.sendall(struct.pack('>i', number + 1))


def client(port=1050, number=5):
    with socket.create_connection(('127.0.0.1', int(port))) as connection:
        connection.sendall(struct.pack('>i', int(number)))
        say('received', read_int(connection))


if __name__ == '__main__':
    run(server=server, client=client)
