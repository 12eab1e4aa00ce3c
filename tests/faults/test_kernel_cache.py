"""The cache of compiled kernels may be torn, damaged, stale or read-only: kernels are made anew."""

import random

import pytest

from simulator import compiling


def twice_and_one(number):
    return 2 * number + 1


@pytest.fixture
def cached(tmp_path, monkeypatch):
    """Return the kernel as a new process finds it, with its cache in a folder of its own."""
    monkeypatch.setattr(compiling, "_cache_folder", lambda: str(tmp_path / "kernels"))

    def kernel():
        return compiling.compiled(twice_and_one)

    assert kernel()(20) == 41
    return kernel


def files(folder, ending):
    return [path for path in sorted(folder.rglob("*")) if path.name.endswith(ending)]


def hits(kernel):
    return sum(kernel.stats.cache_hits.values())


def test_a_kernel_that_is_cached_is_not_compiled_again(cached):
    again = cached()
    assert again(20) == 41
    assert hits(again) == 1


@pytest.mark.parametrize("ending", [".nbi", ".nbc"])
@pytest.mark.parametrize("left", [0, 1, 40, -1])
def test_a_torn_file_of_the_cache_costs_a_compilation_and_is_mended(cached, tmp_path, ending, left):
    (path,) = files(tmp_path, ending)
    path.write_bytes(path.read_bytes()[:left])
    torn = cached()
    assert torn(20) == 41
    assert hits(torn) == 0
    mended = cached()
    assert mended(20) == 41
    assert hits(mended) == 1


def test_no_flipped_bit_of_the_cache_is_ever_run(cached, tmp_path):
    """Of 300 flipped bits of each file, every one is found."""
    cache, chance = cached()._cache._cache_file, random.Random(4)
    (index,), (data,) = files(tmp_path, ".nbi"), files(tmp_path, ".nbc")
    ((key, _),) = cache._load_index().items()
    assert cache.load(key) is not None
    for path in (index, data):
        whole = path.read_bytes()
        for _ in range(300):
            spoiled = bytearray(whole)
            spoiled[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
            path.write_bytes(spoiled)
            assert cache.load(key) is None
        path.write_bytes(whole)
    assert cache.load(key) is not None


def test_a_cache_of_other_sources_is_not_used(cached, monkeypatch):
    kernel = cached()
    monkeypatch.setattr(kernel._cache._cache_file, "_source_stamp", ("another", 1))
    assert kernel(20) == 41
    assert hits(kernel) == 0


def test_a_cache_that_cannot_be_written_is_done_without(cached, tmp_path, monkeypatch):
    for path in (*files(tmp_path, ".nbi"), *files(tmp_path, ".nbc")):
        path.unlink()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(compiling._WholeFiles, "_open_for_write", full)
    assert cached()(20) == 41
    assert files(tmp_path, ".nbi") == []


def test_a_machine_without_any_folder_for_the_cache_computes_all_the_same(monkeypatch):
    def nowhere(_):
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(compiling, "_Cache", nowhere)
    assert compiling.compiled(twice_and_one)(20) == 41
