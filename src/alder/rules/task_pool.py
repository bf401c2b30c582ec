"""Tasks done in threads, each as soon as the tasks that it needs are done."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Worker = TypeVar("Worker")
Answer = TypeVar("Answer")


class TaskPool(Generic[Worker]):
    """As many threads as there are workers: each task is given a worker that no other task has meanwhile.

    Leaving it waits for the tasks that are being done, and begins no more of them.
    """

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._free: SimpleQueue[Worker] = SimpleQueue()
        for worker in workers:
            self._free.put(worker)
        self._threads = ThreadPoolExecutor(len(workers), "tasks")
        self._lock = Lock()
        self._left = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._left = True
        self._threads.shutdown(cancel_futures=True)

    def do(self, work: Callable[[Worker], Answer], needs: Iterable[Future[Answer]] = ()) -> Future[Answer]:
        """Have `work` done once all that it needs is done. One that fails leaves those that need it undone."""
        answer: Future[Answer] = Future()
        before = list(needs)
        to_come = len(before) + 1

        def one_less(_: object = None) -> None:
            nonlocal to_come
            with self._lock:
                to_come -= 1
                if to_come or self._left:
                    return
                self._threads.submit(self._work, work, before, answer)

        for need in before:
            need.add_done_callback(one_less)
        one_less()
        return answer

    def _work(self, work: Callable[[Worker], Answer], before: list[Future[Answer]], answer: Future[Answer]) -> None:
        failed = next((error for need in before if (error := need.exception())), None)
        if failed is not None:
            answer.set_exception(failed)
            return
        worker = self._free.get()
        try:
            answer.set_result(work(worker))
        except BaseException as error:
            answer.set_exception(error)
        finally:
            self._free.put(worker)
