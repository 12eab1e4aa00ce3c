"""All chance comes from the named streams: no draw, clock or hash anywhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "simulator"
MODULES = sorted(ROOT.rglob("*.py"))
STREAMS = ROOT / "streams.py"
OF_A_RUN = (
    *("book", "market", "measures", "observables", "outcomes", "processes"),
    *("auditing.py", "calendar.py", "measuring.py", "model.py", "staging.py", "units.py"),
)
"""Where nothing may look at the clock or the process it runs in."""
GENERATORS = ("numpy.random", "random", "secrets", "uuid", "scipy.stats.sampling")
SOURCES = {"os.urandom", "os.getrandom", "uuid.uuid1", "uuid.uuid4"}
CLOCKS = {
    *(
        f"time.{name}{unit}"
        for name in ("time", "monotonic", "perf_counter")
        for unit in ("", "_ns")
    ),
    *(f"datetime.{name}" for name in ("now", "utcnow", "today")),
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    *("date.today", "datetime.date.today", "os.getpid", "hash", "id"),
}
DRAWING = {"rvs", "resample", "shuffle", "permutation", "sample", "choice", "choices"}
"""Methods that draw, of whatever they are."""
SEEDS = {"random_state", "rng", "seed"}
"""Keywords that make a draw repeatable."""
SCRAMBLED = {"Sobol", "Halton", "LatinHypercube", "PoissonDisk", "MultinomialQMC"}
"""Sequences of scipy.stats.qmc that draw unless they are told not to."""


def names_in(tree: ast.AST) -> dict[str, str]:
    """Return what each imported name stands for."""
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                known[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return known


def full_name(node: ast.expr, known: dict[str, str]) -> str:
    """Return the dotted name that an expression stands for, or an empty text."""
    match node:
        case ast.Name(id=name):
            return known.get(name, name)
        case ast.Attribute(value=value, attr=attr):
            owner = full_name(value, known)
            return f"{owner}.{attr}" if owner else ""
    return ""


def is_of(name: str, generators: tuple[str, ...]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in generators)


def draws_in(tree: ast.AST) -> Iterator[str]:
    """Yield each way in which code draws, or could."""
    known = names_in(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    if is_of(alias.name, GENERATORS):
                        yield f"line {node.lineno}: import {alias.name}"
            case ast.ImportFrom(module=str(source), names=names):
                for alias in names:
                    if is_of(source, GENERATORS) or is_of(f"{source}.{alias.name}", GENERATORS):
                        yield f"line {node.lineno}: from {source} import {alias.name}"
            case ast.Attribute():
                name = full_name(node, known)
                if is_of(name, GENERATORS[:1]) or name in SOURCES:
                    yield f"line {node.lineno}: {name}"
            case ast.Call():
                yield from draws_of_call(node, known)


def draws_of_call(call: ast.Call, known: dict[str, str]) -> Iterator[str]:
    name = full_name(call.func, known)
    last = call.func.attr if isinstance(call.func, ast.Attribute) else name.rpartition(".")[2]
    given = {k.arg: k.value for k in call.keywords if k.arg}
    fixed = any(
        isinstance(given.get(seed), ast.Constant) and given[seed].value is not None
        for seed in SEEDS
    )
    if name in SOURCES:
        yield f"line {call.lineno}: {name}()"
    if name in {"__import__", "importlib.import_module"} and call.args:
        match call.args[0]:
            case ast.Constant(value=str(module)) if is_of(module, GENERATORS):
                yield f"line {call.lineno}: {module} by name"
    if isinstance(call.func, ast.Attribute) and last in DRAWING and not fixed:
        yield f"line {call.lineno}: .{last}()"
    plain = isinstance(given.get("scramble"), ast.Constant) and given["scramble"].value is False
    if last in SCRAMBLED and not plain and not fixed:
        yield f"line {call.lineno}: {last} that is scrambled by chance"
    if last in {"Stream", "Chance", "entity"} or SEEDS & {*given}:
        inner = [full_name(c.func, known) for c in ast.walk(call) if isinstance(c, ast.Call)]
        yield from (f"line {call.lineno}: seeded by {n}()" for n in inner if n in CLOCKS)


def clocks_in(tree: ast.AST) -> Iterator[str]:
    """Yield each look at the clock, the process, or what differs between processes.

    A method that says how a value is hashed may hash: results never see it.
    """
    known = names_in(tree)
    methods = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "__hash__"]
    hashing = {id(node) for method in methods for node in ast.walk(method)}
    for node in ast.walk(tree):
        if id(node) in hashing:
            continue
        if isinstance(node, ast.Call):
            name = full_name(node.func, known)
            if name in CLOCKS:
                yield f"line {node.lineno}: {name}()"


def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"), filename=str(module))


def name_of(module: Path) -> str:
    return module.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("module", [m for m in MODULES if m != STREAMS], ids=name_of)
def test_nothing_draws_but_the_streams(module):
    assert list(draws_in(tree_of(module))) == []


@pytest.mark.parametrize(
    "module",
    [m for m in MODULES if m == STREAMS or m.relative_to(ROOT).parts[0] in OF_A_RUN],
    ids=name_of,
)
def test_a_run_looks_at_no_clock_and_no_process(module):
    assert list(clocks_in(tree_of(module))) == []


@pytest.mark.parametrize(
    "leak",
    [
        "import random",
        "import numpy.random as r",
        "from numpy import random",
        "from numpy.random import default_rng",
        "from random import choice as pick",
        "import numpy as np\nnp.random.default_rng(1)",
        "import numpy as n\nx = n.random.seed",
        "import secrets",
        "import uuid\nuuid.uuid4()",
        "import os\nos.urandom(8)",
        "from os import urandom\nurandom(8)",
        "from scipy.stats import norm\nnorm.rvs(size=3)",
        "from scipy import stats\nstats.lognorm(1.8).rvs(3)",
        "from scipy.stats.sampling import TransformedDensityRejection",
        "from scipy.stats import qmc\nqmc.Sobol(2).random(8)",
        "from scipy.stats import qmc\nqmc.LatinHypercube(3, scramble=True)",
        "frame.sample(3)",
        "deck.shuffle()",
        "import importlib\nimportlib.import_module('numpy.random')",
        "__import__('random')",
        "import time\nStream(time.time_ns(), 0, 'orders')",
        "from datetime import datetime\nChance(seed=datetime.now().microsecond, replication=0)",
        "run(scenario, seed=hash(name))",
        "import os\nqmc.Halton(2, rng=os.getpid())",
    ],
)
def test_each_leak_is_noticed(leak):
    assert list(draws_in(ast.parse(leak)))


@pytest.mark.parametrize(
    "leak",
    [
        "import time\ntime.time()",
        "from time import perf_counter_ns as now\nnow()",
        "from datetime import datetime\ndatetime.now()",
        "import datetime\ndatetime.date.today()",
        "import os\nos.getpid()",
        "hash('R00001')",
        "id(reseller)",
        "class Key:\n    def order(self): return hash(self.name)",
    ],
)
def test_each_look_at_the_clock_or_the_process_is_noticed(leak):
    assert list(clocks_in(ast.parse(leak)))


@pytest.mark.parametrize(
    "code",
    [
        "Stream(seed, replication, 'orders').uniforms(entities)",
        "import numpy as np\nplan.random = np.zeros(3)",
        "from scipy.stats import qmc\nqmc.Sobol(2, scramble=False).random(8)",
        "from scipy.stats import binom\nbinom.cdf(3, 10, 0.1)",
        "frame.sample(3, random_state=1)",
    ],
)
def test_what_draws_nothing_is_let_be(code):
    assert list(draws_in(ast.parse(code))) == []
