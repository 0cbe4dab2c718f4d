"""Writes CPython's tree of each file named on standard input, one node a line, in the form of dump.ts.

Columns are counted in UTF-16 units. Nodes inside f-strings carry no position: before Python 3.12 theirs are wrong.
"""

import ast
import io
import json
import re
import struct
import sys
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(100_000)
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)

SKIPPED = {"type_comment", "type_ignores", "kind", "type_params"}


def literal(value):
    if value is None:
        return "None"
    if value is ...:
        return "Ellipsis"
    if isinstance(value, bool):
        return f"bool {value}"
    if isinstance(value, str):
        return "str " + json.dumps(value)
    if isinstance(value, bytes):
        return "bytes " + json.dumps(value.decode("latin-1"))
    if isinstance(value, int):
        return f"int {value}"
    if isinstance(value, float):
        return "float " + struct.pack(">d", value).hex()
    return "complex " + struct.pack(">d", value.imag).hex()


class Dump:
    def __init__(self, data):
        self.lines = [line for line in re.split(rb"\r\n|\r|\n", data)]
        self.out = []

    def column(self, line, column):
        raw = self.lines[line - 1]
        if raw.isascii():
            return column
        return len(raw[:column].decode("utf-8").encode("utf-16-le")) // 2

    def node(self, node, depth, name, positions):
        text = f"{' ' * depth}{name}: {type(node).__name__}"
        if positions and getattr(node, "lineno", None) is not None:
            start = self.column(node.lineno, node.col_offset)
            end = self.column(node.end_lineno, node.end_col_offset)
            text += f" {node.lineno}:{start}-{node.end_lineno}:{end}"
        inside = positions and not isinstance(node, ast.JoinedStr)
        children = []
        for field, value in ast.iter_fields(node):
            if field in SKIPPED:
                continue
            if isinstance(node, ast.ExceptHandler) and field == "type":
                field = "exception"
            if isinstance(node, (ast.Constant, ast.MatchSingleton)) and field == "value":
                text += f" value={literal(value)}"
            elif isinstance(value, (ast.expr_context, ast.operator, ast.unaryop, ast.boolop)):
                text += f" {field}={type(value).__name__}"
            elif field == "ops":
                text += f" ops={','.join(type(op).__name__ for op in value)}"
            elif isinstance(value, ast.AST):
                children.append((field, value))
            elif isinstance(value, list):
                for item in value:
                    if item is None:
                        children.append((field, None))
                    elif isinstance(item, ast.AST):
                        children.append((field, item))
                    else:
                        text += f" {field}={json.dumps(item)}"
            elif value is not None:
                text += f" {field}={json.dumps(value)}"
        self.out.append(text)
        for field, child in children:
            if child is None:
                self.out.append(f"{' ' * (depth + 1)}{field}: null")
            else:
                self.node(child, depth + 1, field, inside)


def main():
    for name in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8").read().splitlines():
        with open(name, "rb") as file:
            data = file.read()
        if data.startswith(b"\xef\xbb\xbf"):
            data = data[3:]
        try:
            data.decode("utf-8")
            dump = Dump(data)
            dump.node(ast.parse(data), 0, "root", True)
            body = "\n".join(dump.out)
        except (SyntaxError, ValueError, UnicodeDecodeError) as error:
            body = f"REJECTED {type(error).__name__}"
        sys.stdout.write(f"FILE {name}\n{body}\n")


sys.stdout.reconfigure(encoding="utf-8")
main()
