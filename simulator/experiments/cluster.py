"""Workers on other machines: a dask cluster, reached by the address of its scheduler."""

import contextlib
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import InputError
from simulator.experiments.sweep import Crew

CONNECT_SECONDS = 10
LEAST_WORKERS = 8
"""Work is cut for so many workers at least, since a cluster may grow once there is work."""
EXTRA = "pip install 'trade-credit-simulator[cluster]'"

_ADDRESS = re.compile(r"(tcp|tls)://[^/\s]+:\d{1,5}")


@dataclass(frozen=True)
class Certificates:
    """What TLS needs: the authority's certificate, and one's own with its key (PEM files)."""

    authority: Path
    certificate: Path
    key: Path


@contextlib.contextmanager
def cluster(address: str, certificates: Certificates | None = None) -> Iterator[Crew]:
    """Connect to a dask scheduler, such as `tcp://10.0.0.5:8786`.

    Raises:
        InputError: the address is none, dask is not installed, or nobody answers.
    """
    _check_address(address, certificates)
    try:
        import distributed
    except ImportError as error:
        raise InputError.of("dask.distributed is not installed", EXTRA, key="--cluster") from error
    with _quietly():
        client = _connected(distributed, address, certificates)
        try:
            threads = sum(client.nthreads().values())
            # Not pure: else a piece that is tried again is given its old failure without a trial.
            executor = _Executor(client.get_executor(retries=0, pure=False))
            yield Crew(max(threads, LEAST_WORKERS), executor, (distributed.KilledWorker,))
        finally:
            with contextlib.suppress(Exception):
                client.close(timeout=2)


class _Executor(Executor):
    """A client's executor, of which every fault of its own means that it broke."""

    def __init__(self, inner: Executor) -> None:
        self._inner = inner

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a call over."""
        try:
            return self._inner.submit(fn, *args, **kwargs)
        except Exception as error:
            raise BrokenExecutor(f"{type(error).__name__}: {error}") from error


def _check_address(address: str, certificates: Certificates | None) -> None:
    if not _ADDRESS.fullmatch(address):
        problem = f"{address!r} is no address of a scheduler"
        raise InputError.of(problem, "tcp://HOST:PORT, or tls://", key="--cluster")
    if address.startswith("tls://") and certificates is None:
        allowed = "--tls-ca, --tls-cert and --tls-key"
        raise InputError.of("an address with TLS needs certificates", allowed, key="--cluster")
    if not address.startswith("tls://") and certificates is not None:
        raise InputError.of("certificates, but no TLS", "tls://HOST:PORT", key="--cluster")
    for path in vars(certificates).values() if certificates else ():
        if not path.is_file():
            raise InputError.of(f"no such file: {path}", "a PEM file", key="--cluster")


def _connected(distributed: Any, address: str, certificates: Certificates | None) -> Any:
    security = None
    if certificates is not None:
        security = distributed.Security(
            tls_ca_file=str(certificates.authority),
            tls_client_cert=str(certificates.certificate),
            tls_client_key=str(certificates.key),
            require_encryption=True,
        )
    try:
        return distributed.Client(
            address, timeout=CONNECT_SECONDS, security=security, set_as_default=False
        )
    except (OSError, ValueError, RuntimeError) as error:
        said = " ".join(str(error).split())
        raise InputError.of(
            f"no scheduler answers at {address} ({said})", "the address that it says at its start",
            key="--cluster",
        ) from error  # fmt: skip


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Keep dask's own words off the terminal: what matters is said by whoever uses the cluster."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
