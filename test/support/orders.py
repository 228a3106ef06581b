# For helpers that are told what to do line by line: reads a JSON array `[order, argument…]` a line from
# stdin, calls the function of that name, and answers with one line of JSON. Ends with its stdin.

import json
import sys


def serve(orders):
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(orders[name](*arguments)), flush=True)
