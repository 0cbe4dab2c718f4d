"""CPython's own verdict on files: a line of JSON for each path that is read from standard input."""

import ast
import json
import sys
import tokenize
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(10_000)


def verdict(path):
    try:
        with tokenize.open(path) as file:
            text = file.read()
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return {"path": path, "encoding": False, "valid": False}
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {"path": path, "encoding": True, "valid": False}
    return {"path": path, "encoding": True, "valid": True}


for line in sys.stdin:
    print(json.dumps(verdict(line.rstrip("\n"))))
