import pickle

import pytest

from simulator.errors import (
    InputError,
    Mistake,
    RefusedError,
    SimulatorError,
    StoreError,
    VersionError,
    escaped,
    shown,
)


def test_a_mistake_reads_file_line_key_problem_allowed_nearest():
    mistake = Mistake("market.toml", 3, "products.oem.x", "unknown key", "keys here: y", "y")
    assert str(mistake) == (
        "market.toml:3: products.oem.x: unknown key; keys here: y; did you mean y?"
    )


def test_what_is_not_known_of_a_mistake_is_left_out():
    assert str(Mistake("--set", None, "", "not an override")) == "--set: not an override"
    assert str(Mistake("", None, "seed", "missing")) == "seed: missing"


@pytest.mark.parametrize(
    ("error", "status"),
    [(InputError, 2), (RefusedError, 3), (VersionError, 5), (StoreError, 5)],
)
def test_each_error_has_its_exit_status_and_one_root(error, status):
    assert error.exit_code == status
    assert issubclass(error, SimulatorError)


def test_the_first_fifty_mistakes_are_shown_and_the_others_counted():
    error = InputError(Mistake("a.toml", n, "", "wrong") for n in range(60))
    lines = str(error).splitlines()
    assert len(lines) == 51
    assert lines[-1] == "... and 10 more mistakes"
    assert len(error.mistakes) == 60


def test_a_mistake_that_is_found_twice_is_said_once():
    assert len(InputError([Mistake("a", 1, "k", "p")] * 2).mistakes) == 1


def test_errors_survive_the_way_to_another_process():
    error = InputError.of("missing", "a date", "start", file="a.toml", line=1, key="strat")
    assert pickle.loads(pickle.dumps(error)).mistakes == error.mistakes


def test_control_and_direction_marks_are_written_out():
    assert escaped("a\x1b[31m\u202eb\n") == r"a\x1b[31m\u202eb\n"
    assert str(Mistake("x\x1b.toml", 1, "k", "p")) == r"x\x1b.toml:1: k: p"


def test_values_are_shown_short_and_never_fail():
    assert shown(10**5000) == "a number of more than 18 digits"
    assert len(shown("x" * 1000)) < 80
    assert shown(None) == "None"
