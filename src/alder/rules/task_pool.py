"""Pieces of work done in threads, each as soon as the pieces that it needs are done."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Hand = TypeVar("Hand")
Answer = TypeVar("Answer")


class TaskPool(Generic[Hand]):
    """As many threads as there are hands: each piece of work is given a hand that no other piece has meanwhile.

    Leaving it waits for the pieces that are being done, and begins no more of them.
    """

    def __init__(self, hands: Sequence[Hand]) -> None:
        self._free: SimpleQueue[Hand] = SimpleQueue()
        for hand in hands:
            self._free.put(hand)
        self._threads = ThreadPoolExecutor(len(hands), "at work")
        self._lock = Lock()
        self._left = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._left = True
        self._threads.shutdown(cancel_futures=True)

    def do(self, work: Callable[[Hand], Answer], needs: Iterable[Future[Answer]] = ()) -> Future[Answer]:
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

    def _work(self, work: Callable[[Hand], Answer], before: list[Future[Answer]], answer: Future[Answer]) -> None:
        failed = next((error for need in before if (error := need.exception())), None)
        if failed is not None:
            answer.set_exception(failed)
            return
        hand = self._free.get()
        try:
            answer.set_result(work(hand))
        except BaseException as error:
            answer.set_exception(error)
        finally:
            self._free.put(hand)
