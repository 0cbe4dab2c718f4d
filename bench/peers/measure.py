"""Runs a command and prints what it took as one line of JSON: wall and CPU seconds, peak memory in MB, exit status.

usage: python measure.py STDOUT_FILE COMMAND...
"""

import json
import resource
import subprocess
import sys
import time

output, *command = sys.argv[1:]
started = time.perf_counter()
with open(output, "wb") as stdout:
    status = subprocess.call(command, stdout=stdout, stderr=subprocess.DEVNULL)
wall = time.perf_counter() - started
used = resource.getrusage(resource.RUSAGE_CHILDREN)
# Bytes on macOS, kilobytes elsewhere.
peak = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
print(json.dumps({"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak": peak, "status": status}))
