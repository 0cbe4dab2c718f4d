"""What installed Python libraries say to the catalogue's names and arguments.

Reads a JSON object from standard input: `roots`, the libraries to look at; `paths`, the catalogue's names;
`slots`, a list of [path, position or null, keyword or null]. Prints a JSON object: `versions` of the libraries found,
`missing` names, `wrong` arguments, how many arguments were `compared`, and scikit-learn's callables with a
`random_state` in `estimators`.
"""

import importlib
import inspect
import json
import os
import pkgutil
import sys
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.filterwarnings("ignore")


def resolve(path):
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        try:
            value = importlib.import_module(".".join(parts[:end]))
        except Exception:
            continue
        try:
            for name in parts[end:]:
                value = getattr(value, name)
            return value
        except (AttributeError, ImportError):
            continue
    raise LookupError(path)


def find(path):
    base, _, method = path.partition("#")
    value = resolve(base)
    return getattr(value, method) if method else value


def parameters(path):
    """The parameters a caller sees, or None where the library does not tell."""
    value = find(path)
    try:
        found = list(inspect.signature(value).parameters.values())
    except (TypeError, ValueError):
        return None
    if found and found[0].name in ("self", "cls"):
        found = found[1:]
    return found


def complaint(path, position, keyword):
    found = parameters(path)
    if found is None:
        return None
    names = [one.name for one in found]
    kinds = {one.kind for one in found}
    if keyword is not None and keyword not in names and inspect.Parameter.VAR_KEYWORD not in kinds:
        return f"{path} takes no argument {keyword}: {', '.join(names)}"
    if position is not None and inspect.Parameter.VAR_POSITIONAL not in kinds:
        if position >= len(found):
            return f"{path} has no argument at {position}: {', '.join(names)}"
        if found[position].kind is inspect.Parameter.KEYWORD_ONLY:
            return f"{path} takes {names[position]} by keyword only"
        if keyword in names and names.index(keyword) != position:
            return f"{path} takes {keyword} at {names.index(keyword)}, not at {position}"
    return ""


def with_random_state():
    from sklearn.experimental import enable_halving_search_cv, enable_iterative_imputer  # noqa: F401
    import sklearn

    for module in pkgutil.walk_packages(sklearn.__path__, "sklearn."):
        name = module.name
        if any(part.startswith("_") for part in name.split(".")) or "tests" in name or "conftest" in name:
            continue
        try:
            loaded = importlib.import_module(name)
        except Exception:
            continue
        for member in getattr(loaded, "__all__", ()):
            value = getattr(loaded, member, None)
            if not callable(value) or member.startswith("_"):
                continue
            try:
                if "random_state" in inspect.signature(value).parameters:
                    yield f"{name}.{member}"
            except (TypeError, ValueError):
                continue


def main():
    question = json.load(sys.stdin)
    versions = {}
    for root in question["roots"]:
        try:
            versions[root] = getattr(importlib.import_module(root), "__version__", sys.version.split()[0])
        except Exception:
            continue
    if "sklearn" in versions:
        importlib.import_module("sklearn.experimental.enable_halving_search_cv")
        importlib.import_module("sklearn.experimental.enable_iterative_imputer")
    concerned = lambda path: path.replace("#", ".").split(".")[0] in versions  # noqa: E731
    missing = []
    for path in filter(concerned, question["paths"]):
        try:
            find(path)
        except Exception:
            missing.append(path)
    wrong, compared = [], 0
    for path, position, keyword in question["slots"]:
        if not concerned(path) or path in missing:
            continue
        said = complaint(path, position, keyword)
        compared += said is not None
        if said:
            wrong.append(said)
    json.dump(
        {
            "versions": versions,
            "missing": missing,
            "wrong": wrong,
            "compared": compared,
            "estimators": sorted(set(with_random_state())) if "sklearn" in versions else [],
        },
        sys.stdout,
    )


main()
