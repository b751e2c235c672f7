"""Several processes that train one model, started by `torchrun --nproc-per-node N -m privml finetune ...`.

Each process takes its share of a step's rows; sums of gradients are added up over all, and every process makes the
same update. The first process alone draws the sample, writes and speaks. An error in any process ends all of them
with its exit status: it is posted where the others look when they lose the connection.
"""

import contextlib
import itertools
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import torch
import torch.distributed as dist
import torch.distributed.nn.functional  # keeps the group that is open when it is imported, so none must be
from torch import Tensor
from torch.distributed.distributed_c10d import PrefixStore, Store
from torch.distributed.rendezvous import rendezvous

from ..core.errors import ExitCode, PrivmlError, TerminatedError, UsageError

T = TypeVar("T")

_PATIENCE = timedelta(hours=1)  # the others wait while the first one evaluates or calibrates
_BUCKET = 1 << 24  # numbers that are added up over the processes at a time
_FAILURE = "failure"
_opened = itertools.count()  # a script may train several times, and each time the processes meet anew


class PeerFailed(PrivmlError):
    """Another process failed first and has said why; this one ends with the same status and says nothing."""

    def __init__(self, code: ExitCode) -> None:
        super().__init__("")
        self.exit_code = code


@dataclass(frozen=True)
class Processes:
    """The processes of a run, seen from one of them. A single one does nothing in most of these.

    Attributes:
        rank: number of this process, from 0.
        size: how many there are.
        local_rank: number of this process on its machine, which is also that of its CUDA device.
        local_size: how many there are on this machine.
    """

    rank: int = 0
    size: int = 1
    local_rank: int = 0
    local_size: int = 1

    @property
    def is_first(self) -> bool:
        """True for the process that draws, writes and speaks."""
        return self.rank == 0

    def share(self, items: Sequence[T]) -> list[T]:
        """Return this process's share of some items: every one is in exactly one share.

        Example:
            >>> Processes(rank=1, size=2).share([10, 11, 12, 13, 14])
            [11, 13]
        """
        return list(items[self.rank :: self.size])

    def sum_(self, tensors: Sequence[Tensor]) -> None:
        """Replace tensors of one type by their sums over all processes, the same bits in each."""
        if self.size == 1:
            return
        for bucket in _buckets(tensors):
            flat = torch.cat([tensor.flatten() for tensor in bucket])
            with _peers():
                dist.all_reduce(flat)
            for tensor, part in zip(bucket, torch.split(flat, [tensor.numel() for tensor in bucket]), strict=True):
                tensor.copy_(part.view_as(tensor))

    def total(self, value: float) -> float:
        """Return the sum of a number over all processes."""
        return float(self._reduced(value, dist.ReduceOp.SUM)) if self.size > 1 else value

    def any(self, flag: bool) -> bool:
        """Tell whether a flag is set in any process."""
        return bool(self._reduced(float(flag), dist.ReduceOp.MAX)) if self.size > 1 else flag

    def least(self, value: int) -> int:
        """Return the least of a number over all processes."""
        return int(self._reduced(float(value), dist.ReduceOp.MIN)) if self.size > 1 else value

    def from_first(self, make: Callable[[], T]) -> T:
        """Return what the first process makes; the others wait for it and make nothing."""
        if self.size == 1:
            return make()
        made: list[Any] = [make() if self.is_first else None]
        with _peers():
            dist.broadcast_object_list(made, src=0, device=torch.device("cpu"))
        value: T = made[0]
        return value

    def barrier(self) -> None:
        """Wait until all processes are here."""
        self.total(0.0)

    def require_same(self, value: int, what: str) -> None:
        """Raise PrivmlError if a number is not the same in all processes.

        Args:
            value: a hash, below 2**53.
            what: of what, for the message.
        """
        first = self.from_first(lambda: value)
        if self.any(value != first):
            raise PrivmlError(f"the processes do not have the same {what}")

    def _reduced(self, value: float, how: Any) -> float:
        held = torch.tensor([value], dtype=torch.float64)
        with _peers():
            dist.all_reduce(held, op=how)
        return float(held)


ALONE = Processes()


@contextlib.contextmanager
def open_processes(*, patience: timedelta = _PATIENCE) -> Iterator[Processes]:
    """Join the processes that torchrun has started; without it there is one, and nothing is done.

    Args:
        patience: how long a process waits for the others.

    Raises:
        PeerFailed: another process has failed.
        TerminatedError: another process is gone, or silent for too long.
    """
    processes = _read_environment()
    if processes.size == 1:
        yield ALONE
        return
    store = _connect(processes, patience)
    try:
        yield processes
        processes.barrier()
    except BaseException as error:
        _ignore_sigterm()  # torchrun sends it to all as soon as one has ended
        failed_first, code = _post(store, processes.rank, error)
        if not failed_first:
            raise PeerFailed(code) from None
        raise
    finally:
        dist.destroy_process_group()


def _read_environment() -> Processes:
    """Return what torchrun has written into the environment."""
    names = ("RANK", "WORLD_SIZE", "LOCAL_RANK")
    if any(name not in os.environ for name in names):
        return ALONE
    rank, size, local_rank = (int(os.environ[name]) for name in names)
    return Processes(rank, size, local_rank, int(os.environ.get("LOCAL_WORLD_SIZE", "1")))


def _connect(processes: Processes, patience: timedelta) -> Store:
    if processes.local_size == processes.size:  # one machine: nothing leaves it
        os.environ.setdefault("GLOO_SOCKET_IFNAME", _loopback())
    has_cuda = torch.cuda.is_available()
    if has_cuda:
        torch.cuda.set_device(processes.local_rank)
    with _stdout_to_stderr():  # Gloo speaks on standard output
        try:
            shared, rank, size = next(rendezvous("env://", timeout=patience))
        except ValueError:
            raise UsageError(
                "WORLD_SIZE is set, but not how the processes find each other",
                hint="torchrun --nproc-per-node 2 -m privml finetune ...",
            ) from None
        store = PrefixStore(f"privml-{next(_opened)}", shared)
        dist.init_process_group(
            "cpu:gloo,cuda:nccl" if has_cuda else "gloo",
            store=PrefixStore("group", store),
            rank=rank,
            world_size=size,
            timeout=patience,
        )
    return store


def _loopback() -> str:
    return next(name for _, name in socket.if_nameindex() if name.startswith("lo"))


@contextlib.contextmanager
def _stdout_to_stderr() -> Iterator[None]:
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


@contextlib.contextmanager
def _peers() -> Iterator[None]:
    """Turn what torch raises when a connection is lost into an error that says so."""
    try:
        yield
    except RuntimeError as error:
        what = "was silent for too long" if "imed out" in str(error) else "has ended without a word"
        raise TerminatedError(
            f"another process of the run {what}", hint="--resume goes on from the last checkpoint"
        ) from None


def _post(store: Store, rank: int, error: BaseException) -> tuple[bool, ExitCode]:
    """Post an error unless another process did so before; returns whether this one was first, and the status."""
    code = _status_of(error)
    try:
        known = store.compare_set(_FAILURE, "", json.dumps([rank, int(code)]))
        first, status = json.loads(known)
    except (RuntimeError, ValueError):  # the store went down with the process that kept it
        return True, code
    return first == rank, ExitCode(status)


def _status_of(error: BaseException) -> ExitCode:
    if isinstance(error, PrivmlError):
        return error.exit_code
    if isinstance(error, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    return ExitCode.PIPE_CLOSED if isinstance(error, BrokenPipeError) else ExitCode.INTERNAL


def _ignore_sigterm() -> None:
    """Ignore SIGTERM where a handler would make another error of it: the process is about to end anyway."""
    has_handler = signal.getsignal(signal.SIGTERM) != signal.SIG_DFL
    if has_handler and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _buckets(tensors: Sequence[Tensor]) -> Iterator[list[Tensor]]:
    """Cut tensors into lists that have about `_BUCKET` numbers each."""
    bucket: list[Tensor] = []
    held = 0
    for tensor in tensors:
        bucket.append(tensor)
        held += tensor.numel()
        if held >= _BUCKET:
            yield bucket
            bucket, held = [], 0
    if bucket:
        yield bucket
