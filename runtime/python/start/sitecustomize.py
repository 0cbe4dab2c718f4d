"""Calls enforce() before the first line of a program; the commands `run` and `verify` put this folder on PYTHONPATH.

Python imports a module of this name when it starts, so it works under `python -m`, torchrun, pytest and the like. The
one that it hides, if there is one, is run after it.
"""

import os
import sys


def _next_one() -> None:
    here = os.path.dirname(os.path.abspath(__file__))
    for folder in sys.path:
        file = os.path.join(folder, 'sitecustomize.py')
        if os.path.abspath(folder) != here and os.path.isfile(file):
            with open(file, encoding='utf-8') as text:
                exec(compile(text.read(), file, 'exec'), {'__name__': 'sitecustomize', '__file__': file})
            return


def _enforce() -> None:
    if 'REPRODUCIBLE_SEED' not in os.environ:
        return
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path.append(folder)
    try:
        import reproducible_runs

        reproducible_runs.enforce()
    except (TypeError, reproducible_runs.EnforceError) as error:
        # Python goes on after an exception in here; a program that cannot repeat must not.
        sys.exit(str(error))
    started = os.environ.get('REPRODUCIBLE_STARTED')
    if started:
        with open(started, 'a', encoding='utf-8') as file:
            file.write('python\n')


_enforce()
_next_one()
