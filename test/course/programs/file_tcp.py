# A file by TCP, from client to server: its size in digits, then its bytes in sends of 1024, then the end.
# Nothing acknowledges it, nothing names it; the server writes `received_file_tcp.txt` where it runs.
#
# Kept as in the course: nothing parts the size from the data, and both usually arrive in one read. The server
# then dies, as that is no number; or, of a file of digits, it takes a wrong one: `123` arrives as `3123`. It
# writes all that it reads, also beyond the size. The client says that all is well, whatever happened.

import socket
import time
from pathlib import Path

from program import run, say

CHUNK = 1024


def server(port=65432):
    with socket.create_server(('127.0.0.1', int(port)), backlog=1) as listener:
        say('listening', listener.getsockname()[1])
        while True:
            connection, _ = listener.accept()
            with connection, open('received_file_tcp.txt', 'wb') as file:
                size = int(connection.recv(CHUNK).decode())
                received = 0
                while received < size and (data := connection.recv(CHUNK)):
                    file.write(data)
                    received += len(data)
            say('announced', size)
            say('written', received)


def client(port, path, size='run-on'):
    """`size`: run-on, as in the course; or what the server takes: pause, after the size; padded to a read."""
    data = Path(path).read_bytes()
    with socket.create_connection(('127.0.0.1', int(port))) as connection:
        announced = str(len(data)).encode()
        connection.sendall(announced.ljust(CHUNK) if size == 'padded' else announced)
        if size == 'pause':
            time.sleep(0.1)
        for at in range(0, len(data), CHUNK):
            connection.sendall(data[at:at + CHUNK])
    say('success', len(data))


if __name__ == '__main__':
    run(server=server, client=client)
