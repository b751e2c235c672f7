"""A worker process: it gets a job, then tasks and batches, and answers with results. It reads and writes no file.

Everything comes and goes through one socket, the key included. The process ends when the other end of the socket is
closed, also in the middle of a batch: it never outlives the command that started it.
"""

import os
import queue
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from ..core.errors import PrivmlError, internal_error
from ..core.keys import Key
from .operators.registry import OperatorTable
from .work import Job, Task, Work, make_work

# what ends a command is decided by its first process
_LEFT_TO_THE_PARENT = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Failure:
    """An error of the project, as class, message and hint; other errors become `internal_error` before they travel."""

    kind: type[PrivmlError]
    message: str
    hint: str | None

    @classmethod
    def of(cls, error: Exception) -> "Failure":
        """Return what may be told of an error."""
        told = error if isinstance(error, PrivmlError) else internal_error(error)
        return cls(type(told), told.message, told.hint)

    def error(self) -> PrivmlError:
        """Return the error."""
        return self.kind(self.message, hint=self.hint)


@dataclass(frozen=True)
class Answer:
    """The result of a batch, by the number under which it was handed out."""

    number: int
    result: Any


def serve(connection: "Connection[Any, Any]") -> None:
    """Work until the connection ends."""
    for number in _LEFT_TO_THE_PARENT:
        signal.signal(number, signal.SIG_IGN)
    inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
    # the inbox is emptied while a batch is computed: whoever sends never waits for that, and its end is seen at once
    threading.Thread(target=_receive, args=(connection, inbox), daemon=True).start()
    make: Callable[[Task], Work] | None = None
    job: Job = inbox.get()
    work: Work | None = None
    while True:
        message = inbox.get()
        if isinstance(message, Task):
            task, work = message, None
            continue
        number, batch = message
        try:
            make = make or _prepare(job)
            work = work or make(task)
            result = work(batch)
        except Exception as error:  # noqa: BLE001 (it goes on in the first process)
            result = Failure.of(error)
        _send(connection, Answer(number, result))


def _prepare(job: Job) -> Callable[[Task], Work]:
    from .stage import make_detector

    operators = OperatorTable(job.policy.operators, key=Key(job.secret), locale=job.policy.locale)
    detector = make_detector(job.policy, operators, job.folder)
    return lambda task: make_work(task, job.policy, detector=detector, operators=operators)


def _receive(connection: "Connection[Any, Any]", inbox: "queue.SimpleQueue[Any]") -> None:
    while True:
        try:
            inbox.put(connection.recv())
        except (EOFError, OSError):
            os._exit(0)


def _send(connection: "Connection[Any, Any]", answer: Answer) -> None:
    try:
        connection.send(answer)
    except OSError:
        os._exit(0)
