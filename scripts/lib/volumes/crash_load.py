"""Random requests over some connections to a volume, several under way on each."""

import random
import select
import time
from collections import Counter

import nbd

from volumes.crash_model import SECTOR, Model, Request, bytes_of
from volumes.stage import Failed, Stage

CONNECTIONS, DEPTH = 3, 4
LONGEST = 128
PATIENCE = 240.0


class Connection:
    def __init__(self, client: nbd.NBD):
        self.client = client
        # By cookie.
        self.under_way: dict[int, Request] = {}

    @property
    def is_dead(self) -> bool:
        return self.client.aio_is_dead() or self.client.aio_is_closed()

    def move(self, events: int) -> None:
        if events & (select.POLLIN | select.POLLHUP | select.POLLERR):
            self.client.aio_notify_read()
        elif events & select.POLLOUT:
            self.client.aio_notify_write()


class Load:
    def __init__(self, stage: Stage, name: str, model: Model, chance: random.Random, counts: Counter):
        self.model, self.chance, self.counts = model, chance, counts
        self.connections = [Connection(stage.connect(name)) for _ in range(CONNECTIONS)]

    def run(self, seconds: float) -> None:
        """Leaves under way what is."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            for connection in self.connections:
                while not connection.is_dead and len(connection.under_way) < DEPTH:
                    self.issue(connection)
            self.wait(min(left, 0.1))

    def settle(self) -> None:
        """Until everything is answered."""
        end = time.monotonic() + PATIENCE
        while any(connection.under_way for connection in self.connections):
            if any(connection.is_dead for connection in self.connections):
                raise Failed("the server has ended a connection")
            if time.monotonic() > end:
                raise Failed(f"requests were not answered within {PATIENCE:.0f} s")
            self.wait(0.1)

    def issue(self, connection: Connection) -> None:
        client, kind = connection.client, self.chance.random()
        sectors = self.sectors()
        place, length = sectors.start * SECTOR, len(sectors) * SECTOR
        if kind < 0.06:
            request, what = self.model.flush(), "flushes"
            cookie = client.aio_flush()
        else:
            fua = self.chance.random() < 0.05
            flags = nbd.CMD_FLAG_FUA if fua else 0
            request = self.model.change(sectors, zeros=kind < 0.22, durable=fua)
            if kind < 0.14:
                what, cookie = "discards", client.aio_trim(length, place, flags=flags)
            elif kind < 0.22:
                what, cookie = "zeroes", client.aio_zero(length, place, flags=flags)
            else:
                contents = b"".join(bytes_of(sector, request.sequence) for sector in sectors)
                buffer = nbd.Buffer.from_bytearray(bytearray(contents))
                what, cookie = "writes", client.aio_pwrite(buffer, place, flags=flags)
            if fua:
                self.counts["FUA"] += 1
        self.counts[what] += 1
        connection.under_way[cookie] = request

    def sectors(self) -> range:
        """A few or many, half of them in an eighth of the volume, where they overwrite each other often."""
        count = self.chance.randint(1, self.chance.choice((1, 8, LONGEST)))
        total = len(self.model.base)
        room = total // 8 if self.chance.random() < 0.5 else total
        first = self.chance.randrange(room - count)
        return range(first, first + count)

    def wait(self, seconds: float) -> None:
        poll = select.poll()
        by_descriptor = {}
        for connection in self.connections:
            if not connection.is_dead:
                both = connection.client.aio_get_direction() & nbd.AIO_DIRECTION_WRITE
                events = select.POLLIN | (select.POLLOUT if both else 0)
                descriptor = connection.client.aio_get_fd()
                poll.register(descriptor, events)
                by_descriptor[descriptor] = connection
        if not by_descriptor:
            time.sleep(seconds)
            return
        for descriptor, events in poll.poll(1000 * seconds):
            try:
                by_descriptor[descriptor].move(events)
            except nbd.Error:
                # It is dead now, or a request has failed; what is under way tells.
                pass
            self.collect(by_descriptor[descriptor])

    def collect(self, connection: Connection) -> None:
        for cookie in list(connection.under_way):
            try:
                if not connection.client.aio_command_completed(cookie):
                    continue
                self.model.answer(connection.under_way[cookie])
            except nbd.Error as error:
                if connection.is_dead:
                    return
                self.counts[f"answered with {error.errno}"] += 1
            del connection.under_way[cookie]

    def close(self) -> None:
        self.connections = []
