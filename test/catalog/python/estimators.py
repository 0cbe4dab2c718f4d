"""Which scikit-learn estimators draw from NumPy's global generator when they are fitted with default arguments.

Reads a JSON list of paths from standard input and prints a JSON object: path -> true, false, or null where an
estimator cannot be made without arguments or refuses the small data used here.
"""

import importlib
import json
import pickle
import sys
import warnings

warnings.filterwarnings("ignore")

import numpy  # noqa: E402
from sklearn.experimental import enable_halving_search_cv, enable_iterative_imputer  # noqa: E402, F401

source = numpy.random.RandomState(0)
features = source.rand(60, 6)
classes = (features[:, 0] > 0.5).astype(int)


def moves(path):
    module, _, name = path.rpartition(".")
    numpy.random.seed(0)
    before = pickle.dumps(numpy.random.get_state())
    try:
        getattr(importlib.import_module(module), name)().fit(features, classes)
    except Exception:
        return None
    return before != pickle.dumps(numpy.random.get_state())


json.dump({path: moves(path) for path in json.load(sys.stdin)}, sys.stdout)
