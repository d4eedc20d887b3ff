"""What a volume may hold after a crash, sector by sector."""

import math
import struct
from dataclasses import dataclass

SECTOR = 512
FOREVER = math.inf


@dataclass(eq=False)
class Request:
    """A change, or a flush, with the moments between which it was carried out. One that failed, or was never answered,
    may be carried out at any time, or never."""

    issued: float
    # Of a change, what its sectors say then; 0 is zeros.
    sequence: int = 0
    # A flush, or a change with FUA, which is a flush as well.
    durable: bool = False
    answered: float = FOREVER


def bytes_of(sector: int, sequence: int) -> bytes:
    """A sector says which one it is and who wrote it, from its first byte to its last."""
    return struct.pack("<QQ", sector, sequence) * (SECTOR // 16) if sequence else bytes(SECTOR)


def sequences_of(image: bytes) -> list[int]:
    """What each sector says; -1 where it holds what nobody wrote there."""
    found = []
    for sector, (said, sequence) in enumerate(struct.iter_unpack(f"<QQ{SECTOR - 16}x", image)):
        start = sector * SECTOR
        whole = image[start : start + SECTOR] == image[start : start + 16] * (SECTOR // 16)
        right = said == (sector if sequence else 0)
        found.append(sequence if whole and right else -1)
    return found


Window = tuple[float, float]


def joined(windows: list[Window]) -> list[Window]:
    """The same moments in windows that do not touch, in order."""
    found: list[Window] = []
    for first, last in sorted(windows):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def common(left: list[Window], right: list[Window]) -> list[Window]:
    pairs = [(max(a[0], b[0]), min(a[1], b[1])) for a in left for b in right]
    return joined([pair for pair in pairs if pair[0] <= pair[1]])


@dataclass
class Promise:
    """At one of these times the volume held what is found: each sector for itself, or all of them `as_one`."""

    windows: list[Window]
    as_one: bool = False
    keeps_durable: bool = True


class Model:
    """Every change since the state that was last read back and flushed.

    A moment is a number that grows with each request and each answer. Two changes of a sector that were under way at the
    same time may have been carried out in either order. From that follow the moments at which a sector can have held
    what it holds now; what a volume promises is a statement about these moments.
    """

    def __init__(self, sectors: int):
        self.now = 0.0
        self.sequence = 0
        self.base = [0] * sectors
        self.changes: dict[int, list[Request]] = {}
        self.flushes: list[Request] = []
        self.compared = 0

    @property
    def size(self) -> int:
        return len(self.base) * SECTOR

    def tick(self) -> float:
        self.now += 1
        return self.now

    def change(self, sectors: range, zeros: bool, durable: bool) -> Request:
        if not zeros:
            self.sequence += 1
        request = Request(self.tick(), 0 if zeros else self.sequence, durable)
        for sector in sectors:
            self.changes.setdefault(sector, []).append(request)
        if durable:
            self.flushes.append(request)
        return request

    def flush(self) -> Request:
        self.flushes.append(Request(self.tick(), durable=True))
        return self.flushes[-1]

    def answer(self, request: Request) -> None:
        request.answered = self.tick()

    def moments(self, sector: int, sequence: int, keeps_durable: bool) -> list[Window]:
        """When the sector can have held this: from the change on, until one that came later had certainly been made.

        `keeps_durable` where a change with FUA that was answered cannot be missing, whatever the moment.
        """
        changes = self.changes.get(sector, [])
        found = []
        for change in [Request(0, self.base[sector], answered=0), *changes]:
            if change.sequence == sequence:
                later = [other for other in changes if other.issued > change.answered]
                if keeps_durable and any(other.durable and other.answered < FOREVER for other in later):
                    continue
                # At the moment of an answer, what was answered has been made.
                found.append((change.issued, min((other.answered - 0.5 for other in later), default=FOREVER)))
        return found

    # What is promised

    def everything_answered(self) -> Promise:
        return Promise([(self.now, FOREVER)])

    def one_flush_point(self) -> Promise:
        """Of the last flush that was answered, or of one that could have been carried out since."""
        least = max((flush.issued for flush in self.flushes if flush.answered < FOREVER), default=0)
        points = [(max(least, flush.issued), flush.answered) for flush in self.flushes if flush.answered >= least]
        # Before the first flush it is the base.
        return Promise(joined(points if least else [(0, 0), *points]), as_one=True)

    def one_moment(self) -> Promise:
        return Promise([(0, FOREVER)], as_one=True, keeps_durable=False)

    # What is found

    def fault(self, image: bytes, promise: Promise) -> str | None:
        """What contradicts the promise."""
        if len(image) != self.size:
            return f"{len(image)} bytes instead of {self.size}"
        possible = promise.windows
        for sector, sequence in enumerate(sequences_of(image)):
            # Damage says a number that was never given away.
            moments = common(promise.windows, self.moments(sector, sequence, promise.keeps_durable))
            if not moments:
                return f"sector {sector} holds {self.described(sector, sequence)}, allowed was {promise.windows}"
            if promise.as_one:
                remaining = common(possible, moments)
                if not remaining:
                    return f"sector {sector} holds {self.described(sector, sequence)}, those before are of {possible}"
                possible = remaining
        self.compared += len(self.base)
        return None

    def described(self, sector: int, sequence: int) -> str:
        known = [f"{change.sequence} ({change.issued:g} to {change.answered:g})" for change in self.changes.get(sector, [])]
        return f"{sequence}; it was {self.base[sector]}, then {', '.join(known) or 'unchanged'}; now is {self.now:g}"

    def adopt(self, image: bytes) -> None:
        """This was read, and then flushed: all goes on from here."""
        self.base = sequences_of(image)
        self.changes, self.flushes, self.now = {}, [], 0.0
