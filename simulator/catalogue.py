"""The folder is the registry: what a family offers is what its folder holds.

A family (measures, outcomes, observables, charts) is a package; each file in it but `base.py` is
one kind, named like the file, and defines exactly one public class that derives from the base's.
"""

import importlib
import inspect
import pkgutil
from functools import cache
from types import MappingProxyType
from typing import Any


@cache
def kinds(family: str) -> MappingProxyType[str, type[Any]]:
    """Return the classes of a family by kind, in alphabetical order.

    >>> "guaranteed_line" in kinds("measures")
    True
    """
    package = importlib.import_module(f"simulator.{family}")
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if m.name != "base")
    return MappingProxyType({name: _only_class(f"{package.__name__}.{name}") for name in names})


def _only_class(module_name: str) -> type[Any]:
    module = importlib.import_module(module_name)
    own = [
        value
        for name, value in vars(module).items()
        if inspect.isclass(value) and value.__module__ == module_name and not name.startswith("_")
    ]
    if len(own) != 1:
        raise ImportError(f"{module_name} must define exactly one public class, not {len(own)}")
    return own[0]
