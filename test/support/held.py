# Runs a program whose output goes where it is read only when this is told to read: a terminal (80x24), one
# that is not its controlling terminal (nobody sends it SIGHUP), or a pipe. The program is killed with us.
#
#   held.py terminal|loose-terminal|pipe program argument…

import base64
import ctypes
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import threading

from orders import serve

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)

kind, *command = sys.argv[1:]


def die_with_us():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def be_controlled():
    die_with_us()
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


if kind == 'pipe':
    ours, theirs = os.pipe()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, preexec_fn=die_with_us)
else:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
    prepare = be_controlled if kind == 'terminal' else die_with_us
    child = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, preexec_fn=prepare)
terminal = None if kind == 'pipe' else os.ttyname(theirs)
os.close(theirs)

output = bytearray()
reading = threading.Event()
closed = threading.Event()


def keep_reading():
    while not closed.is_set():
        if reading.wait(0.05) and select.select([ours], [], [], 0.05)[0]:
            try:
                data = os.read(ours, 65536)
            except OSError:
                # EIO: nobody has the other end open any more.
                return
            if not data:
                return
            output.extend(data)


reader = threading.Thread(target=keep_reading, daemon=True)
reader.start()


def read(on):
    (reading.set if on else reading.clear)()


def full():
    """Whether the terminal takes nothing more. That is asked at the program's end: ours cannot tell."""
    there = os.open(terminal, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        return not select.select([], [there], [], 0)[1]
    finally:
        os.close(there)


def write(text):
    os.write(ours, text.encode())


def hang_up():
    closed.set()
    reader.join()
    os.close(ours)


def exit_status():
    """None while it runs; negative for a signal."""
    return child.poll()


def exited_and_read():
    """The same, once all that it wrote is read as well."""
    return None if child.poll() is None or reader.is_alive() else child.returncode


serve({
    'pid': lambda: child.pid,
    'read': read,
    'full': full,
    'write': write,
    'hang-up': hang_up,
    'output': lambda: base64.b64encode(output).decode(),
    'exit-status': exit_status,
    'ended': exited_and_read,
})
