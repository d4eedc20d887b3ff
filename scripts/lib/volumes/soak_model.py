"""What must be on a volume: each sector says where it belongs, and by which write it got there."""

import random
import struct
from array import array

from volumes.stage import Failed

SECTOR = 512
ZEROS = bytes(SECTOR)
HEAD = struct.Struct(">QQ")


class WrongBytes(Failed):
    """A sector does not hold what was written to it."""


class Content:
    """The bytes of sectors: other ones for each seed, volume, sector and write. Write 0 is none: zeros."""

    POOL = 1 << 16

    def __init__(self, seed: int, volume: str):
        self.volume = volume
        self.pool = random.Random(f"{seed} {volume}").randbytes(self.POOL + SECTOR)

    def sector(self, number: int, write: int) -> bytes:
        if write == 0:
            return ZEROS
        start = (number * 40503 + write * 2654435761) % self.POOL
        return HEAD.pack(number, write) + self.pool[start : start + SECTOR - HEAD.size]

    def run(self, first: int, count: int, write: int) -> bytes:
        return b"".join(self.sector(number, write) for number in range(first, first + count))

    def describe(self, data: bytes) -> str:
        if data == ZEROS:
            return "zeros"
        number, write = HEAD.unpack_from(data)
        if data == self.sector(number, write):
            return f"sector {number} of write {write}"
        return f"something else: {data[:24].hex()}"


class Region:
    """The part of a volume that one connection writes to, and what it knows to be there."""

    def __init__(self, content: Content, extents: list[range]):
        self.content = content
        self.extents: list[range] = []
        self.writes = array("Q")
        # Sectors of which nobody knows whether the write that was under way came through: what they held before.
        self.doubtful: dict[int, int] = {}
        for extent in extents:
            self.add(extent)

    def add(self, extent: range) -> None:
        """What a volume has grown by begins as zeros."""
        self.extents.append(extent)
        self.writes.extend([0] * (extent.stop - len(self.writes)))

    def put(self, first: int, count: int, write: int) -> None:
        self.writes[first : first + count] = array("Q", [write]) * count

    def put_in_doubt(self, first: int, count: int, write: int) -> None:
        for number in range(first, first + count):
            self.doubtful[number] = self.writes[number]
        self.put(first, count, write)

    def settle(self, first: int, data: bytes) -> None:
        """What was in doubt is what was found: the old or the new, but nothing else."""
        for index in range(len(data) // SECTOR):
            number = first + index
            if number not in self.doubtful:
                continue
            old = self.doubtful.pop(number)
            if data[index * SECTOR : (index + 1) * SECTOR] == self.content.sector(number, old):
                self.writes[number] = old
        self.verify(first, data)

    def expected(self, first: int, count: int) -> bytes:
        writes = self.writes[first : first + count]
        if not any(writes):
            return bytes(count * SECTOR)
        sector = self.content.sector
        return b"".join([sector(first + index, write) for index, write in enumerate(writes)])

    def verify(self, first: int, data: bytes) -> None:
        if data == self.expected(first, len(data) // SECTOR):
            return
        for index in range(len(data) // SECTOR):
            found = bytes(data[index * SECTOR : (index + 1) * SECTOR])
            if found != self.content.sector(first + index, self.writes[first + index]):
                wanted = self.content.describe(self.content.sector(first + index, self.writes[first + index]))
                raise WrongBytes(
                    f"{self.content.volume}: sector {first + index} holds {self.content.describe(found)}, not {wanted}"
                )

    def verify_zeros(self, first: int, count: int) -> None:
        """The server has said that all of this reads as zeros."""
        for number in range(first, first + count):
            if self.writes[number]:
                wanted = self.content.describe(self.content.sector(number, self.writes[number]))
                raise WrongBytes(f"{self.content.volume}: sector {number} is said to be zeros, not {wanted}")
