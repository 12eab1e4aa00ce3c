"""A machine may run out of what a command needs: disk, files, permission."""

import errno
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.small_model import StudyModel
from tests.experiments.sweeps import swept
from tests.faults.scripts import SWEEP, ended, rows_in, started

FEW_BYTES = """import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"""
FEW_FILES = """import resource
    import simulator.experiments.swept, pyarrow.parquet, tests.experiments.sweeps
    used = max(map(int, __import__("os").listdir("/proc/self/fd"))) + 1
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + {more}, used + {more}))"""


@pytest.mark.parametrize("size", [0, 2_000, 20_000, 50_000])
def test_a_disk_that_is_full_is_said_and_the_same_command_goes_on(small, size):
    status, told = ended(started(small.folder, SWEEP, FEW_BYTES.format(size=size)))
    assert status in (2, 5)
    assert str(small.out) in told
    assert "Traceback" not in told
    assert small.goes_on()


@pytest.mark.parametrize("more", [0, 1, 3, 4, 5])
def test_too_few_open_files_are_said_and_the_same_command_goes_on(small, more):
    status, told = ended(started(small.folder, SWEEP, FEW_FILES.format(more=more)))
    assert status in (0, 1, 2, 5), told
    assert status == 0 or "Too many open files" in told or "unable to open" in told, told
    assert small.goes_on()


@pytest.mark.parametrize("error", [OSError(errno.EMFILE, "Too many open files"), MemoryError()])
def test_a_run_that_failed_for_want_of_something_is_run_again_by_the_same_command(small, error):
    starved = StudyModel(raises_at=1, error=error)
    failed = swept(small.folder / "small", small.out, model=starved).failed
    assert set(failed["replication"]) == {1}
    assert set(failed["stage"]) == {"worker"}
    assert small.goes_on()


def mounted(place: Path) -> bool:
    """Return whether a disk of 256 KiB could be mounted."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def test_a_small_disk_that_runs_full_is_said_and_once_there_is_room_it_goes_on(small):
    disk = small.folder / "disk"
    if not mounted(disk):
        pytest.skip("mounting is not allowed here; limits of file sizes stand for it")
    try:
        small.out.symlink_to(disk)
        (disk / "ballast").write_bytes(bytes(130_000))
        status, told = ended(started(small.folder, SWEEP))
        assert status in (2, 5)
        assert "full" in told or "No space" in told
        kept = rows_in(small.out)
        (disk / "ballast").unlink()
        assert small.goes_on()
        assert kept <= 24
    finally:
        subprocess.run(["umount", str(disk)], check=True)


WITHOUT_PRIVILEGES = """import ctypes
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)())"""
"""The superuser gives up its capabilities, so that permissions hold for it as for anybody."""


def test_a_folder_that_may_not_be_written_is_said_before_anything_is_run(small):
    small.out.mkdir(mode=0o555)
    status, told = ended(started(small.folder, SWEEP, WITHOUT_PRIVILEGES))
    assert status == 2, told
    assert f"{small.out} cannot be written: Permission denied" in told
    assert list(small.out.iterdir()) == []
    small.out.chmod(0o755)
    assert small.goes_on()


def test_a_store_in_a_read_only_folder_is_read_as_it_is(small):
    assert small.goes_on()
    copy = small.folder / "copy"
    shutil.copytree(small.out, copy)
    for path in (*copy.iterdir(), copy):
        path.chmod(0o555 if path.is_dir() else 0o444)
    script = f"""
    from tests.faults.scripts import rows_in
    sys.exit(rows_in(Path({str(copy)!r})) + len(sim.read({str(copy)!r}).runs))"""
    try:
        status, told = ended(started(small.folder, SWEEP, WITHOUT_PRIVILEGES + script))
        assert status == 48, told
    finally:
        copy.chmod(0o755)
