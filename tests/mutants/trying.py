"""A pytest plugin that tries listed mutants, each in a fork of a process that has the tests ready.

python -m pytest -p tests.interpreting -p tests.mutants.trying --mutants LIST --verdicts FILE TESTS…

The mistake is put into the function's code in the fork, so nothing is imported anew, and only those
tests run that call the function, the fastest first. What is no function's (a constant, a type) is
left out.
"""

import importlib
import inspect
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import hypothesis
import pytest
from _pytest.runner import runtestprotocol

SECONDS = 30
"""A test that works longer than this loops: the slowest takes three, and hears no other's load."""
BYTES = 8 << 30
AT_ONCE = 2
UNTRIED = 3
hypothesis.settings.register_profile(
    "mutants",
    database=None,
    derandomize=True,
    deadline=None,
    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
)


def pytest_addoption(parser: Any) -> None:
    parser.addoption("--mutants", help="the list that tests/mutants/listing.py has written")
    parser.addoption("--verdicts", help="where to write, one line of JSON a mutant")


def pytest_configure() -> None:
    hypothesis.settings.load_profile("mutants")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: Any) -> bool:
    """Run all tests once as they are, then the mutants.

    Verdicts: killed (a test fails), endless (a test loops), survived, untested (none calls it).
    """
    callers = callers_of_functions(session.items)
    with Path(session.config.option.verdicts).open("w", encoding="utf-8") as out:
        for mutant, verdict in verdicts(session.config.option.mutants, callers):
            told = {key: mutant[key] for key in ("file", "operator", "line", "function")}
            out.write(json.dumps({**told, "verdict": verdict}) + "\n")
            out.flush()
    return True


def callers_of_functions(items: list[Any]) -> dict[tuple[str, str], list[Any]]:
    """Return the tests that call each function (file, name) of the package, the fastest first."""
    called: dict[tuple[str, str], list[Any]] = {}
    took = {}
    for item in items:
        seen = set()
        began = time.monotonic()
        sys.setprofile(lambda frame, event, _: seen.add(frame.f_code) if event == "call" else None)  # noqa: B023
        passed = passes(item)
        sys.setprofile(None)
        took[item] = time.monotonic() - began
        if not passed:
            raise RuntimeError(f"{item.nodeid} fails without a mutant")
        for code in seen:
            called.setdefault((code.co_filename, code.co_qualname), []).append(item)
    return {function: sorted(tests, key=took.__getitem__) for function, tests in called.items()}


def passes(item: Any) -> bool:
    item._initrequest()
    return all(not report.failed for report in runtestprotocol(item, log=False))


def verdicts(mutants: str, callers: dict[tuple[str, str], list[Any]]) -> Iterator[tuple[Any, str]]:
    """Yield each mutant and its verdict, in the order in which they end."""
    running: dict[int, Any] = {}
    for line in Path(mutants).read_text(encoding="utf-8").splitlines():
        mutant = json.loads(line)
        path = str(Path(mutant["file"]).resolve())
        changed = changed_function(mutant, path)
        if changed is None:
            continue
        mutant["function"] = changed.co_qualname
        tests = callers.get((path, changed.co_qualname), [])
        if not tests:
            yield mutant, "untested"
            continue
        running[fork(mutant["file"], changed, tests)] = mutant
        if len(running) == AT_ONCE:
            yield the_next_end(running)
    while running:
        yield the_next_end(running)


def the_next_end(running: dict[int, Any]) -> tuple[Any, str]:
    pid, status = os.wait()
    mutant = running.pop(pid)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == UNTRIED:
        raise RuntimeError(f"could not be made: {mutant['file']}:{mutant['line']}")
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF:
        return mutant, "endless"
    return mutant, "survived" if status == 0 else "killed"


def changed_function(mutant: Any, path: str) -> CodeType | None:
    """Return the code of the function that holds the mistake, or None if no function does."""
    original = compile(Path(path).read_text(encoding="utf-8"), path, "exec")
    mutated = compile(mutant["text"], path, "exec")
    before = functions(original)
    changed = [code for name, code in functions(mutated).items() if code != before.get(name)]
    return changed[0] if len(changed) == 1 else None


def functions(code: CodeType) -> dict[str, CodeType]:
    """Return the functions and methods of a module's code by their qualified names."""
    found = {}
    for part in code.co_consts:
        if isinstance(part, CodeType):
            is_function = part.co_flags & 1  # a class's body has no fast locals
            found |= {part.co_qualname: part} if is_function else functions(part)
    return found


def fork(file: str, code: CodeType, tests: list[Any]) -> int:
    """Return the process in which the tests meet the mistake; it ends with 0 if none sees it."""
    import resource  # unknown on Windows, as forks are

    pid = os.fork()
    if pid:
        return pid
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    try:
        function_of(importlib.import_module(file[:-3].replace("/", ".")), code).__code__ = code
        forget_results()
        seen = not all(passes_in_time(test) for test in tests)
    except BaseException:  # noqa: BLE001
        os._exit(UNTRIED)
    os._exit(1 if seen else 0)


def function_of(module: Any, code: CodeType) -> FunctionType:
    """Return the function of that name, without what is wrapped around it."""
    target = module
    for name in code.co_qualname.split("."):
        target = inspect.getattr_static(target, name)
    for inside in ("fget", "func", "__wrapped__", "__func__"):
        target = getattr(target, inside, target)
    if not isinstance(target, FunctionType):
        raise TypeError(f"{code.co_qualname} is no function")
    return target


def forget_results() -> None:
    """Empty the caches of functions: what they hold was made without the mistake."""
    for name, module in list(sys.modules.items()):
        if name.startswith("simulator."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def passes_in_time(test: Any) -> bool:
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    return passes(test)
