import sys
import threading
import time
from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.experiments.cluster import Certificates, cluster
from simulator.experiments.sweep import UnfinishedError
from tests.cli.small_model import StudyModel
from tests.experiments.clusters import loopback
from tests.experiments.sweeps import GRID, swept, tables_of

TEXT = GRID.replace("steps = 3", "steps = 10")
"""Twenty points of two replications."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The tables of the sweep as one process makes them."""
    place = tmp_path_factory.mktemp("whole")
    swept(place / "small", place / "out", TEXT)
    return tables_of(place / "out")


def swept_on(address, folder, model=None, certificates=None, text=TEXT):
    """Run the sweep on a cluster."""
    with cluster(address, certificates) as at_work:
        return swept(
            folder / "small",
            folder / "out",
            text,
            at_work.workers,
            executor=at_work.executor,
            deaths=at_work.deaths,
            model=model or StudyModel(),
        )


def drawn(log, count):
    """Wait until so many replications were begun."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        if log.exists() and len(log.read_text().splitlines()) >= count:
            return
        time.sleep(0.02)
    raise AssertionError("nothing was run")


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes_and_a_worker_killed_in_the_middle_costs_nothing(
    tmp_path, whole
):
    log = tmp_path / "log"
    with loopback(tmp_path / "dask") as made:

        def kill():
            drawn(log, 6)
            made.workers[0].kill()

        killing = threading.Thread(target=kill)
        killing.start()
        table = swept_on(made.address, tmp_path, StudyModel(log=log, pause=0.2))
        killing.join()
        assert made.workers[0].wait(10) == -9
    assert table.failed.empty
    assert tables_of(tmp_path / "out") == whole


@pytest.mark.slow
def test_a_scheduler_that_is_lost_leaves_what_finished_and_a_new_one_goes_on(tmp_path, whole):
    log = tmp_path / "log"
    with loopback(tmp_path / "dask") as made:

        def kill():
            drawn(log, 10)
            made.scheduler.kill()

        killing = threading.Thread(target=kill)
        killing.start()
        with pytest.raises(UnfinishedError, match="what had finished is kept: the same command"):
            swept_on(made.address, tmp_path, StudyModel(log=log, pause=0.2))
        killing.join()
    with loopback(tmp_path / "another") as made:
        swept_on(made.address, tmp_path)
    assert tables_of(tmp_path / "out") == whole


@pytest.mark.slow
def test_a_replication_that_kills_its_workers_is_lost_alone(tmp_path):
    with loopback(tmp_path / "dask", workers=1, nanny=True, deaths=0) as made:
        text = TEXT.replace("steps = 10", "steps = 2").replace("[1_000.0, 5_000.0]", "[1_000.0]")
        table = swept_on(made.address, tmp_path, StudyModel(dies_at=1), text=text)
        failed = table.failed
    assert set(failed["replication"]) == {1}
    assert set(failed["error"]) == {
        "its workers died, and died again when they had nothing else to do"
    }


PEM = Path(__file__).with_name("loopback.pem")
"""A key and a certificate of 127.0.0.1 that signs itself, for this test and nothing else."""


@pytest.mark.slow
def test_a_cluster_with_tls_gives_the_same_bytes(tmp_path, whole):
    own = Certificates(PEM, PEM, PEM)
    tls = (
        *("--tls-ca-file", own.authority, "--tls-cert", own.certificate, "--tls-key", own.key),
        *("--protocol", "tls"),
    )
    with loopback(tmp_path / "dask", workers=1, tls=tls) as made:
        assert made.address.startswith("tls://")
        swept_on(made.address, tmp_path, certificates=own)
    assert tables_of(tmp_path / "out") == whole


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("10.0.0.5", "'10.0.0.5' is no address of a scheduler; tcp://HOST:PORT, or tls://"),
        ("http://10.0.0.5:80", "is no address of a scheduler"),
        ("tls://10.0.0.5:8786", "an address with TLS needs certificates; --tls-ca, --tls-cert"),
    ],
)
def test_what_is_no_address_is_said_at_once(address, said):
    with pytest.raises(InputError, match=said), cluster(address):
        pass


def test_certificates_are_for_tls_and_must_be_there(tmp_path):
    missing = Certificates(tmp_path / "ca", tmp_path / "cert", tmp_path / "key")
    with (
        pytest.raises(InputError, match="certificates, but no TLS"),
        cluster("tcp://10.0.0.5:8786", missing),
    ):
        pass
    with (
        pytest.raises(InputError, match=r"no such file: .*ca; a PEM file"),
        cluster("tls://10.0.0.5:8786", missing),
    ):
        pass


def test_where_nobody_answers_it_is_said_before_anything_is_run(monkeypatch):
    monkeypatch.setattr("simulator.experiments.cluster.CONNECT_SECONDS", 0.5)
    said = r"--cluster: no scheduler answers at tcp://127.0.0.1:9 "
    with pytest.raises(InputError, match=said), cluster("tcp://127.0.0.1:9"):
        pass


def test_without_dask_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = r"pip install 'trade-credit-simulator\[cluster\]'"
    with pytest.raises(InputError, match=said), cluster("tcp://127.0.0.1:9"):
        pass
