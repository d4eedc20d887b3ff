"""The model of a volume that is killed: what it must find, and what it must allow."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts" / "lib"))

from volumes.crash_model import SECTOR, Model, bytes_of  # noqa: E402


def image(*sequences: int) -> bytes:
    return b"".join(bytes_of(sector, sequence) for sector, sequence in enumerate(sequences))


class CrashModelTests(unittest.TestCase):
    def setUp(self):
        self.model = Model(4)

    def written(self, sector: int, count: int = 1, durable: bool = False):
        change = self.model.change(range(sector, sector + count), zeros=False, durable=durable)
        self.model.answer(change)
        return change

    def flushed(self):
        self.model.answer(self.model.flush())

    def allows(self, promise, *sequences: int):
        self.assertIsNone(self.model.fault(image(*sequences), promise))

    def finds(self, promise, *sequences: int):
        self.assertIsNotNone(self.model.fault(image(*sequences), promise))

    def test_what_was_answered_must_be_there(self):
        self.written(1)
        self.allows(self.model.everything_answered(), 0, 1, 0, 0)
        self.finds(self.model.everything_answered(), 0, 0, 0, 0)
        self.finds(self.model.everything_answered(), 0, 1, 1, 0)

    def test_what_was_not_answered_may_be_there(self):
        self.written(1)
        self.model.change(range(1, 3), zeros=False, durable=False)
        for sequences in ((0, 1, 0, 0), (0, 2, 0, 0), (0, 1, 2, 0), (0, 2, 2, 0)):
            self.allows(self.model.everything_answered(), *sequences)

    def test_zeros_that_were_answered_are_zeros(self):
        self.written(1)
        self.model.answer(self.model.change(range(1, 2), zeros=True, durable=False))
        self.allows(self.model.everything_answered(), 0, 0, 0, 0)
        self.finds(self.model.everything_answered(), 0, 1, 0, 0)

    def test_changes_at_the_same_time_have_no_order(self):
        first = self.model.change(range(1), zeros=False, durable=False)
        second = self.model.change(range(1), zeros=False, durable=False)
        self.model.answer(second)
        self.model.answer(first)
        self.allows(self.model.everything_answered(), 1, 0, 0, 0)
        self.allows(self.model.everything_answered(), 2, 0, 0, 0)
        self.finds(self.model.everything_answered(), 0, 0, 0, 0)

    def test_a_sector_is_whole_and_in_its_place(self):
        self.written(1)
        right = image(0, 1, 0, 0)
        torn = right[: SECTOR + 16] + bytes(SECTOR - 16) + right[2 * SECTOR :]
        moved = right[SECTOR : 2 * SECTOR] + right[:SECTOR] + right[2 * SECTOR :]
        for damaged in (torn, moved, right[:-1]):
            self.assertIsNotNone(self.model.fault(damaged, self.model.one_moment()))

    def test_a_flush_point_is_one_for_all_sectors(self):
        self.written(0)
        self.flushed()
        self.written(0)
        self.written(1)
        self.allows(self.model.one_flush_point(), 1, 0, 0, 0)
        # Written after the last flush, which nothing has made durable.
        self.finds(self.model.one_flush_point(), 2, 0, 0, 0)
        self.model.flush()
        self.allows(self.model.one_flush_point(), 1, 0, 0, 0)
        self.allows(self.model.one_flush_point(), 2, 3, 0, 0)
        # Half of the second.
        self.finds(self.model.one_flush_point(), 1, 3, 0, 0)
        self.finds(self.model.one_flush_point(), 2, 0, 0, 0)
        self.flushed()
        self.finds(self.model.one_flush_point(), 1, 0, 0, 0)

    def test_before_the_first_flush_it_is_what_it_was(self):
        self.written(0)
        self.allows(self.model.one_flush_point(), 0, 0, 0, 0)
        self.finds(self.model.one_flush_point(), 1, 0, 0, 0)

    def test_a_durable_change_is_there_although_no_flush_was(self):
        self.written(0)
        self.written(1, durable=True)
        self.allows(self.model.one_flush_point(), 1, 2, 0, 0)
        self.finds(self.model.one_flush_point(), 1, 0, 0, 0)
        self.finds(self.model.one_flush_point(), 0, 2, 0, 0)

    def test_below_a_cache_is_one_moment_of_the_past(self):
        self.written(0)
        self.written(1)
        self.flushed()
        for sequences in ((0, 0, 0, 0), (1, 0, 0, 0), (1, 2, 0, 0)):
            self.allows(self.model.one_moment(), *sequences)
        self.finds(self.model.one_moment(), 0, 2, 0, 0)

    def test_what_was_adopted_is_where_it_goes_on_from(self):
        self.written(0)
        self.model.adopt(image(1, 0, 0, 0))
        self.allows(self.model.one_flush_point(), 1, 0, 0, 0)
        self.finds(self.model.everything_answered(), 0, 0, 0, 0)


if __name__ == "__main__":
    unittest.main()
