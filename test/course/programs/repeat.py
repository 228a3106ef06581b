# One of the other programs many times in a row, each time from its beginning and unchanged:
#
#   repeat.py 300 echo.py client 65432
#
# What would have ended it is said as `failed TheError`, and the next time begins.

import runpy
import sys
from pathlib import Path

times, program, *arguments = sys.argv[1:]
path = str(Path(__file__).with_name(program))
sys.argv = [path, *arguments]
for _ in range(int(times)):
    try:
        runpy.run_path(path, run_name='__main__')
    except Exception as error:
        print('failed', type(error).__name__, flush=True)
print('repeated', times, flush=True)
