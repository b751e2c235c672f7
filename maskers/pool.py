"""Worker processes: batches out, results back in the order of the batches, few of them under way at a time.

Processes are started by name and not forked: libraries with threads do not survive a fork, and a started one does not
run the caller's main module. They are started when there is work for them and stay until the end of the run.
"""

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Pipe, wait
from typing import Any

from ..core.errors import MissingError, PrivmlError
from ..core.tables import Batch
from .work import Job, Task
from .worker import Answer, Failure

# one that is computed and one that waits, so that no worker waits for the reader or the writer
_BATCHES_EACH = 2
# the arguments hold the number of the socket and nothing else; -P keeps the working folder off the import path
_START = (
    "import sys; from multiprocessing.connection import Connection\n"
    "connection = Connection(int(sys.argv[1])); sys.path[:] = connection.recv()\n"
    f"from {__package__}.worker import serve; serve(connection)"
)
# the processes are the parallelism: threads of libraries inside them would only fight for the same processors
_ONE_THREAD = {
    **dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"), "1"),
    "TOKENIZERS_PARALLELISM": "false",
}


class _Worker:
    """One process and the socket to it."""

    def __init__(self, job: Job) -> None:
        self.waiting = 0
        self._job = job
        self._task: Task | None = None
        self.connection, theirs = Pipe()
        with theirs:
            # a session of its own: Ctrl-C at the terminal reaches the first process only, which ends the others
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=os.environ | _ONE_THREAD,
            )

    def hand_out(self, number: int, batch: Batch, task: Task) -> None:
        """Send a batch, and before it the job and the task unless the worker has them already."""
        if self._task is None:
            self._send(sys.path)
            self._send(self._job)
        if task is not self._task:
            self._send(task)
            self._task = task
        self._send((number, batch.without_sources()))
        self.waiting += 1

    def receive(self) -> Answer:
        """Return the next result; waits for it."""
        try:
            answer: Answer = self.connection.recv()
        except (EOFError, OSError):
            raise self._lost() from None
        self.waiting -= 1
        return answer

    def close(self) -> None:
        """End the process; it holds nothing that could be lost."""
        self.connection.close()
        self._process.kill()
        self._process.wait()

    def _send(self, message: object) -> None:
        try:
            self.connection.send(message)
        except OSError:
            raise self._lost() from None

    def _lost(self) -> PrivmlError:
        """Return the error of a process that is gone."""
        # the socket is closed a moment before the process can be waited for
        status = self._process.wait()
        if status == -signal.SIGKILL:
            return MissingError(
                "a worker process was killed, most likely for lack of memory; no file was published",
                hint="--workers 1 needs the least memory, a smaller --batch-rows less than now",
            )
        ended = f"by signal {-status}" if status < 0 else f"with status {status}"
        return PrivmlError(
            f"a worker process ended unexpectedly, {ended}; no file was published",
            hint="--workers 1 does all work in one process",
        )


class WorkerPool:
    """Up to `count` worker processes for one job; close it at the end."""

    def __init__(self, job: Job, count: int) -> None:
        self._job = job
        self._count = count
        self._workers: list[_Worker] = []

    def close(self) -> None:
        """End all processes, also in the middle of their work."""
        while self._workers:
            self._workers.pop().close()

    @property
    def is_started(self) -> bool:
        """True if there are processes."""
        return bool(self._workers)

    def run(self, task: Task, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Any]]:
        """Yield batches with their results, in order.

        Raises:
            PrivmlError: what a worker raised, when it is the turn of its batch, or that a worker is gone.
        """
        order: deque[tuple[int, Batch]] = deque()
        results: dict[int, Any] = {}
        for number, batch in enumerate(batches):
            while len(order) >= _BATCHES_EACH * self._count:
                yield self._oldest(order, results)
            self._least_busy().hand_out(number, batch, task)
            order.append((number, batch))
            self._collect(results, timeout=0)
            while order and order[0][0] in results:
                yield self._oldest(order, results)
        while order:
            yield self._oldest(order, results)

    def _least_busy(self) -> _Worker:
        least = min(self._workers, key=lambda worker: worker.waiting, default=None)
        if least is None or (least.waiting and len(self._workers) < self._count):
            try:
                least = _Worker(self._job)
            except OSError as error:
                raise MissingError(
                    f"cannot start a worker process: {(error.strerror or 'error').lower()}",
                    hint="--workers 1 does all work in one process",
                ) from None
            self._workers.append(least)
        return least

    def _collect(self, results: dict[int, Any], timeout: float | None) -> None:
        """Receive what is ready; without a timeout wait for at least one result."""
        busy: dict[Any, _Worker] = {worker.connection: worker for worker in self._workers if worker.waiting}
        for connection in wait(list(busy), timeout):
            answer = busy[connection].receive()
            results[answer.number] = answer.result

    def _oldest(self, order: deque[tuple[int, Batch]], results: dict[int, Any]) -> tuple[Batch, Any]:
        number, batch = order[0]
        while number not in results:
            self._collect(results, None)
        order.popleft()
        result = results.pop(number)
        if isinstance(result, Failure):
            raise result.error()
        return batch, result
