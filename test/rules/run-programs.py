"""Runs programs, each in a process of its own, and prints what each of them printed, as JSON.

The libraries named first are imported once, before the processes are forked: that is most of the time it takes.
"""

import contextlib
import importlib
import io
import json
import os
import runpy
import sys
import tempfile
import traceback

libraries, *programs = sys.argv[1:]
for library in libraries.split(","):
    importlib.import_module(library)

outputs = []
for program in programs:
    with tempfile.TemporaryFile("w+") as channel:
        child = os.fork()
        if child == 0:
            said = io.StringIO()
            try:
                with contextlib.redirect_stdout(said):
                    runpy.run_path(program, run_name="__main__")
            except BaseException:
                said.write("failed: " + traceback.format_exc())
            channel.write(said.getvalue())
            channel.flush()
            os._exit(0)
        os.waitpid(child, 0)
        channel.seek(0)
        outputs.append(channel.read())
json.dump(outputs, sys.stdout)
