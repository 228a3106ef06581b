# What the course's programs share here: a role and its arguments are words of the command line, so that
# they run beside each other (port 0 asks for a free port), and what happens is said on stdout at once.

import sys


def run(**roles):
    """`program.py role argument…` calls the function of that role."""
    role, *arguments = sys.argv[1:]
    roles[role](*arguments)


def say(*words):
    print(*words, flush=True)


def said():
    """Waits for a line of stdin; None at its end."""
    line = sys.stdin.readline()
    return line.rstrip('\n') if line else None
