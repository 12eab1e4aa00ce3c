"""Whatever bytes a file holds and whatever is typed: an answer or one of the project's own errors.

FUZZ_TIMES=200 in the environment tries two hundred times as much as a usual run.
"""

import contextlib
import os
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import simulator as sim
from simulator.errors import SimulatorError
from simulator.experiments.planning import plan
from simulator.experiments.verifying import verify
from simulator.market.files import read_orders, read_portfolio
from simulator.study.checking import check
from simulator.study.observations import examine_record
from simulator.study.overrides import settings as settings_of
from simulator.study.study import load
from tests.cli.small_model import StudyModel
from tests.hostile.cases import held

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
"""How many times as much is tried as in a usual run."""

STUDIES = ("market.toml", "assumptions/severe.toml", "programmes/line.toml")
TABLES = ("resellers", "accounts", "orders", "invoices")
PIECES = (
    b"\x00", b"\xff", b"\x1b[31m", b"\xe2\x80\xae", b'"', b"'", b"[", b"]", b"{", b"}", b"=", b"\r",
    b"\n", b",", b";", b".", b"-", b"e9", b"nan", b"inf", b"9999999999999999999", b"true",
    b"\xef\xbb\xbf", b"[[measure]]\n", b"[population]\n", b"2009-02-30", b"\xed\xb3\xbf",
)  # fmt: skip


def some(examples):
    """Return settings of a fuzz that is tried so often in a usual run."""
    return settings(
        max_examples=examples * TIMES,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@st.composite
def spoilt(draw, whole):
    """Return bytes with up to four pieces replaced, doubled, cut out or put in."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        gone = draw(st.sampled_from((0, 0, 1, 1, 2, 8, 40)))
        piece = draw(
            st.one_of(
                st.binary(max_size=4),
                st.sampled_from(PIECES),
                st.just(bytes(content[at : at + 60])),
            )
        )
        content[at : at + gone] = piece
    return bytes(content)


def answered(folder, ask):
    """Ask, and be content with an answer or an error of the project's; nothing may be written."""
    before, said = held(folder), "an answer"
    try:
        ask()
    except SimulatorError as error:
        said = str(error)
    assert said
    assert "\x1b" not in said
    assert held(folder) == before


@contextlib.contextmanager
def spoiling(path, data):
    """Spoil a file, and put it right afterwards, whatever happens."""
    whole = path.read_bytes()
    path.write_bytes(data.draw(spoilt(whole)))
    try:
        yield
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("name", STUDIES)
@some(25)
@given(data=st.data())
def test_a_spoilt_study_file_is_read_or_refused(name, data, place):
    path = place / "shop" / name
    with spoiling(path, data):
        answered(place, lambda: load("shop").scenario("line", "severe"))


@some(25)
@given(data=st.data())
def test_a_spoilt_record_is_read_or_refused(data, place):
    path = place / "shop/record.toml"
    with spoiling(path, data):
        answered(place, lambda: examine_record(load("shop")))


@some(25)
@given(data=st.data())
def test_a_spoilt_sweep_is_laid_out_or_refused(data, place):
    path = place / "shop/sweeps/design.toml"
    with spoiling(path, data):
        answered(place, lambda: plan(load("shop"), "design", model=StudyModel(), most_points=4))


@some(4)
@given(data=st.data())
def test_a_study_with_a_spoilt_file_is_checked_whole(data, place):
    path = place / "shop" / data.draw(st.sampled_from(STUDIES))
    with spoiling(path, data):
        answered(place, lambda: check(load("shop")))


def read_books():
    scenario = load("books").scenario()
    portfolio = read_portfolio(scenario.world, scenario.folder)
    read_orders(scenario.world, scenario.folder, portfolio)


@pytest.mark.parametrize("name", TABLES)
@some(30)
@given(data=st.data())
def test_a_spoilt_table_is_read_or_refused(name, data, place):
    path = place / "books/data" / f"{name}.csv"
    with spoiling(path, data):
        answered(place, read_books)


@some(40)
@given(data=st.data())
def test_a_spoilt_parquet_table_is_read_or_refused(data, place):
    path = place / "books/data/resellers.parquet"
    header, *rows = (place / "books/data/resellers.csv").read_text().splitlines()
    cells = zip(*(row.split(",") for row in rows), strict=True)
    pq.write_table(pa.table(dict(zip(header.split(","), map(list, cells), strict=True))), path)
    market = place / "books/market.toml"
    if "resellers_file" not in market.read_text():
        named = 'source = "files"\nresellers_file = "data/resellers.parquet"'
        market.write_text(market.read_text().replace('source = "files"', named))
    path.write_bytes(data.draw(spoilt(path.read_bytes())))
    answered(place, read_books)


@pytest.fixture
def results(place, typed, request):
    request.getfixturevalue("faked")
    words = ("run", "shop", "--workers", "1", "--replications", "1", "--out", "out")
    assert typed(*words)[0] == 0
    shutil.copytree(place / "out", place / "whole")
    return place


@pytest.mark.parametrize("name", ["manifest.json", "summary.parquet", "replications.parquet"])
@some(25)
@given(data=st.data())
def test_a_spoilt_results_folder_is_read_or_refused(name, data, results):
    whole = (results / "whole" / name).read_bytes()
    spoiled = data.draw(spoilt(whole))
    (results / "out" / name).write_bytes(spoiled)
    answered(results, lambda: sim.read("out"))
    answered(results, lambda: verify("out", sample=0))
    if spoiled != whole and name != "manifest.json":
        assert not verify("out", sample=0).sound
    (results / "out" / name).write_bytes(whole)


PATHS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["population.resellers", "start", "title", "programme.north_line.amount_eur",
         "distributors.north.insurers", "distributors.north", "customers.lateness", "demand.macro"]
    ),
)  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=30),
    st.text("[]{}\"'=,.-#\n 019etrun", max_size=20),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(
        ["[[0.5, 0], [1.0, 30]]", "{ alpha = 1.0 }", "2009-02-16", "default", "\udcff"]
    ),
)


@some(150)
@given(pairs=st.lists(st.tuples(PATHS, VALUES), min_size=1, max_size=3))
def test_whatever_is_set_is_taken_or_refused(pairs, place):
    study = load("shop")
    texts = [f"{path}={value}" for path, value in pairs]
    answered(place, lambda: study.scenario("line").with_(settings_of(texts)))
