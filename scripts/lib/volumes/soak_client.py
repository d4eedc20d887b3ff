"""A connection of the soak: a process with a mixed load, which knows what its part of the volume must hold."""

import ctypes
import os
import random
import signal
import socket
import sys
import time
import traceback
from dataclasses import dataclass
from multiprocessing import Array, Lock, Pipe, Process
from typing import Callable

import nbd

from s3_servers import end_with_parent
from volumes.soak_model import SECTOR, Content, Region
from volumes.stage import Failed, Stage

MOST_BYTES = 1 << 20
PATIENCE = 120.0


@dataclass
class Request:
    """One that is under way."""

    cookie: int
    first: int
    count: int
    # What its sectors hold afterwards; `None` where it changes nothing.
    write: int | None
    check: Callable[[], None]


@dataclass
class Growth:
    """An order to a client: its volume has another size, and this of it is the client's too."""

    size: int
    extent: range


class Tally:
    """What a client has done, for others to see."""

    NAMES = ("operations", "read", "written", "zeroed", "statuses", "zeros_told", "orderly", "abrupt", "doubtful")

    def __init__(self):
        self.shared = Array(ctypes.c_uint64, len(self.NAMES), lock=False)

    def add(self, name: str, count: int = 1) -> None:
        self.shared[self.NAMES.index(name)] += count

    def __getitem__(self, name: str) -> int:
        return self.shared[self.NAMES.index(name)]


class Client:
    """Of the script: the process, and what is known of it."""

    def __init__(self, stage: Stage, volume: str, number: int, seed: int, region: Region, turn: Lock, pause: float):
        self.volume, self.number, self.region, self.tally = volume, number, region, Tally()
        self.link, remote = Pipe()
        load = Load(stage, volume, number, seed, region, turn, pause, remote, self.tally)
        self.process = Process(target=load.run, args=(os.getpid(),), daemon=True)
        self.process.start()
        remote.close()

    def order(self, what: Growth | None) -> None:
        self.link.send(what)

    def answer(self, seconds: float = PATIENCE):
        """What it says to an order; raises where it has failed, or says nothing."""
        if not self.link.poll(seconds):
            raise Failed(f"connection {self.number} to {self.volume} does not answer")
        try:
            answer = self.link.recv()
        except EOFError as error:
            raise Failed(f"connection {self.number} to {self.volume} ended") from error
        if isinstance(answer, Exception):
            raise Failed(f"connection {self.number} to {self.volume}: {answer}")
        return answer

    def look(self) -> None:
        """Raises where it has failed. Nothing else comes without an order."""
        if self.link.poll(0) or not self.process.is_alive():
            self.answer(1)

    def stop(self) -> None:
        """Takes over what it knows of its region."""
        self.order(None)
        self.region.writes = self.answer()
        self.process.join()

    def kill(self) -> None:
        if self.process.is_alive():
            self.process.kill()
        self.process.join()


class Load:
    """Of the process: what it does with its connection."""

    def __init__(self, stage, volume, number, seed, region, turn, pause, link, tally):
        self.stage, self.volume, self.number, self.region = stage, volume, number, region
        self.content: Content = region.content
        # Connections to a volume come and go one at a time, so that the server's count of them can be waited for.
        self.turn, self.pause, self.link, self.tally = turn, pause, link, tally
        self.chance = random.Random(f"{seed} {volume} {number}")
        self.count = 0
        self.size = 0
        self.client: nbd.NBD | None = None
        self.requests: list[Request] = []

    def run(self, parent: int) -> None:
        end_with_parent()
        # Ctrl-C reaches the script, which ends this.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if os.getppid() != parent:
            return
        try:
            self.connect()
            while True:
                if self.link.poll(0):
                    order = self.link.recv()
                    if order is None:
                        self.disconnect()
                        return self.link.send(self.region.writes)
                    self.grow(order)
                    self.link.send("grown")
                self.step()
                time.sleep(self.chance.uniform(0, 2 * self.pause))
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            self.link.send(RuntimeError(f"{type(error).__name__}: {error}"))

    def step(self) -> None:
        kind = self.chance.random()
        if kind < 0.004:
            self.disconnect()
            self.connect()
        elif kind < 0.008:
            self.break_off()
        elif kind < 0.03:
            self.go_through()
        else:
            self.mix()

    # Connections

    def connect(self) -> None:
        with self.turn:
            before = self.connections()
            self.client = self.stage.connect(self.volume)
            size = self.client.get_size()
            # The server answers before it counts.
            self.await_connections(before + 1)
        if size < self.size:
            raise Failed(f"{self.volume} has {size} bytes, and had {self.size}")
        self.size = size
        self.settle()

    def disconnect(self) -> None:
        self.leave(self.client.shutdown)
        self.tally.add("orderly")

    def break_off(self) -> None:
        """Closes the socket with requests in flight: what they wrote is there, or is not."""
        for _ in range(self.chance.randint(1, 8)):
            self.begin(self.chance.choice((self.write, self.write, self.zero, self.read, self.flush)))
        until = time.monotonic() + self.chance.choice((0, 0, 0.001, 0.01))
        while self.requests and time.monotonic() < until:
            self.client.poll(1)
            self.finish_what_is_done()
        self.leave(lambda: socket.socket(fileno=os.dup(self.client.aio_get_fd())).shutdown(socket.SHUT_RDWR))
        for request in self.requests:
            if request.write is not None:
                self.region.put_in_doubt(request.first, request.count, request.write)
                self.tally.add("doubtful", request.count)
        self.requests = []
        self.tally.add("abrupt")
        self.connect()

    def leave(self, how: Callable[[], None]) -> None:
        """Returns when the server has let go of the connection: nothing of it is done later."""
        with self.turn:
            before = self.connections()
            how()
            self.client = None
            self.await_connections(before - 1)

    def await_connections(self, count: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while (found := self.connections()) != count:
            if time.monotonic() > deadline:
                raise Failed(f"after {PATIENCE:.0f} s the server has {found} connections to {self.volume}, not {count}")
            time.sleep(0.005)

    def connections(self) -> int:
        status = self.stage.status(self.volume)
        if status is None:
            raise Failed(f"the control socket of {self.volume} does not answer")
        return status["connections"]

    def settle(self) -> None:
        """Reads what was in doubt, all of which is of now."""
        for first, count in runs(sorted(self.region.doubtful)):
            for start in range(first, first + count, MOST_BYTES // SECTOR):
                length = min(first + count - start, MOST_BYTES // SECTOR)
                self.region.settle(start, self.client.pread(length * SECTOR, start * SECTOR))

    def grow(self, growth: Growth) -> None:
        """The new end is seen by who connects again; it is zeros, and then it is used."""
        self.disconnect()
        self.connect()
        if self.size != growth.size:
            raise Failed(f"{self.volume} has {self.size} bytes for who connects again, not {growth.size}")
        self.region.add(growth.extent)
        for start in range(growth.extent.start, growth.extent.stop, MOST_BYTES // SECTOR):
            length = min(growth.extent.stop - start, MOST_BYTES // SECTOR)
            self.region.verify(start, self.client.pread(length * SECTOR, start * SECTOR))

    # Requests. Their bytes are given as a bytearray: libnbd never lets go of what an `nbd.Buffer` was made of.

    def mix(self) -> None:
        for _ in range(self.chance.choice((1, 1, 2, 4, 8))):
            kinds = (self.read, self.write, self.flush, self.trim, self.zero, self.status)
            self.begin(self.chance.choices(kinds, (45, 30, 3, 5, 7, 7))[0])
        self.finish()

    def go_through(self) -> None:
        """A sequential run, of reads or writes."""
        extent = self.chance.choice(self.region.extents)
        count = min(1 << self.chance.randint(3, 8), len(extent))
        kind = self.chance.choice((self.read, self.write))
        first = extent.start + self.chance.randrange(len(extent) - count + 1)
        for _ in range(self.chance.randint(8, 64)):
            if first + count > extent.stop:
                break
            kind(first, count)
            first += count
            if len(self.requests) >= 4:
                self.finish()
        self.finish()

    def begin(self, kind: Callable[[int, int], None]) -> None:
        """One of them at a place of its own: what overlaps and is under way at once has no order."""
        extent = self.chance.choices(self.region.extents, [len(extent) for extent in self.region.extents])[0]
        count = min(int(2 ** self.chance.uniform(0, 11)), len(extent))
        first = extent.start + self.chance.randrange(len(extent) - count + 1)
        if not any(first < other.first + other.count and other.first < first + count for other in self.requests):
            kind(first, count)

    def read(self, first: int, count: int) -> None:
        data = bytearray(count * SECTOR)

        def check() -> None:
            self.region.verify(first, data)
            self.tally.add("read", len(data))

        cookie = self.client.aio_pread(data, first * SECTOR)
        self.requests.append(Request(cookie, first, count, None, check))

    def write(self, first: int, count: int) -> None:
        data = bytearray(self.content.run(first, count, self.next_write()))
        flags = nbd.CMD_FLAG_FUA if self.chance.random() < 0.1 else 0
        cookie = self.client.aio_pwrite(data, first * SECTOR, flags=flags)
        done = lambda: self.tally.add("written", len(data))
        self.requests.append(Request(cookie, first, count, self.last_write, done))

    def next_write(self) -> int:
        """Its number, of which no other connection has one."""
        self.count += 1
        self.last_write = self.count * 256 + self.number
        return self.last_write

    def flush(self, first: int, count: int) -> None:
        self.requests.append(Request(self.client.aio_flush(), first, 0, None, lambda: None))

    def trim(self, first: int, count: int) -> None:
        flags = nbd.CMD_FLAG_FUA if self.chance.random() < 0.1 else 0
        self.clear(first, count, self.client.aio_trim(count * SECTOR, first * SECTOR, flags=flags))

    def zero(self, first: int, count: int) -> None:
        flags = self.chance.choice((0, nbd.CMD_FLAG_NO_HOLE, nbd.CMD_FLAG_FUA))
        self.clear(first, count, self.client.aio_zero(count * SECTOR, first * SECTOR, flags=flags))

    def clear(self, first: int, count: int, cookie: int) -> None:
        done = lambda: self.tally.add("zeroed", count * SECTOR)
        self.requests.append(Request(cookie, first, count, 0, done))

    def status(self, first: int, count: int) -> None:
        told: list[int] = []

        def keep(context: str, offset: int, entries: list[int], error) -> None:
            if context == nbd.CONTEXT_BASE_ALLOCATION:
                told.extend(entries)

        def check() -> None:
            start = first
            if not told:
                raise Failed(f"{self.volume}: block status of {count} sectors from {first} on tells nothing")
            for length, flags in zip(told[::2], told[1::2]):
                # The last one may reach beyond what was asked for.
                own = min(length // SECTOR, first + count - start)
                if flags & nbd.STATE_ZERO:
                    self.region.verify_zeros(start, own)
                    self.tally.add("zeros_told", own)
                start += own
            self.tally.add("statuses")

        self.requests.append(
            Request(self.client.aio_block_status(count * SECTOR, first * SECTOR, keep), first, count, None, check)
        )

    def finish(self) -> None:
        deadline = time.monotonic() + PATIENCE
        self.finish_what_is_done()
        while self.requests:
            self.client.poll(1000)
            self.finish_what_is_done()
            if time.monotonic() > deadline:
                raise Failed(f"{self.volume}: {len(self.requests)} requests without an answer after {PATIENCE:.0f} s")

    def finish_what_is_done(self) -> None:
        remaining = []
        for request in self.requests:
            if not self.client.aio_command_completed(request.cookie):
                remaining.append(request)
                continue
            if request.write is not None:
                self.region.put(request.first, request.count, request.write)
            request.check()
            self.tally.add("operations")
        self.requests = remaining


def runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs without a gap: where each begins, and how long it is."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and sum(found[-1]) == number:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((number, 1))
    return found
