"""What happens to the server of the soak while its clients are at work."""

import json
import random
import re
import subprocess
import time
from typing import Callable

import nbd

from volumes.soak_client import Client, Growth
from volumes.soak_disks import MOST_MEBIBYTES, Disk
from volumes.soak_model import SECTOR, Content, Region
from volumes.soak_server import MeteredServer, ServerLog
from volumes.stage import Failed, Stage

MIB = 1 << 20

class Events:
    """Each raises where something is not as it must be then."""

    def __init__(self, stage: Stage, disks: list[Disk], visitors: list[Disk], seed: int):
        self.stage, self.disks, self.visitors, self.seed = stage, disks, visitors, seed
        self.chance = random.Random(f"{seed} events")
        # Of the visitors: what was left on them.
        self.regions: dict[str, Region] = {}
        # The metrics, when they were looked at last.
        self.before: dict[str, float] = {}

    def attach(self, server: MeteredServer, log: ServerLog, clients: list[Client]) -> None:
        self.server, self.log, self.clients = server, log, clients

    @property
    def all(self) -> dict[str, Callable[[], None]]:
        return {
            "SIGHUP with the same manifest": self.reload,
            "SIGHUP with a volume more, and less": self.visit,
            "SIGHUP with a faulty manifest": self.reload_with_faults,
            "SIGHUP with a volume that is not there": self.reload_with_absent,
            "growth by volume resize": self.resize,
            "growth by apply": self.apply,
            "volume top": self.look_at_top,
            "metrics": self.look_at_metrics,
        }

    def declare(self, *others: Disk) -> None:
        self.stage.declare({disk.name: disk.entry() for disk in (*self.disks, *others)})

    def names(self, *others: Disk) -> list[str]:
        return [disk.name for disk in (*self.disks, *others)]

    def until(self, holds: Callable[[], bool], what: str, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                raise Failed(f"not within {seconds:.0f} s: {what}")
            time.sleep(0.02)

    # Its manifest

    def await_served(self, names: list[str], foreseen: str | None = None) -> None:
        """The server has taken up its manifest when it says what it serves, in the order of the names."""
        said: list[str] = []
        errors = 0

        def is_said() -> bool:
            nonlocal errors
            served, count = self.log.read(foreseen)
            said.extend(served)
            errors += count
            return len(said) >= len(names) and (errors > 0 or not foreseen)

        try:
            self.until(is_said, f"the server says that it serves {', '.join(names)}")
        except Failed as error:
            raise Failed(f"{error}, but {said}, and {errors} lines with {foreseen}") from error
        if said != sorted(names):
            raise Failed(f"the server serves {said}, not {names}")

    def reload(self) -> None:
        self.declare()
        self.server.reload()
        self.await_served(self.names())

    def reload_with_faults(self) -> None:
        """Nothing changes, whatever is wrong."""
        manifest = self.stage.folder / "elasto.yaml"
        right = manifest.read_text()
        fault = self.chance.choice(
            (
                lambda: right.replace("version: 1", "version: 1\nvolume: {}"),
                lambda: right[: right.index("listen") + 3],
                lambda: right.replace("max-dirty: 8 MiB", "max-dirty: 900 MiB"),
                lambda: right.replace("weed:volumes", "wood:volumes"),
                lambda: "",
            )
        )()
        manifest.write_text(fault)
        self.server.reload()
        self.await_served(self.names(), foreseen=r"error: reload: ")
        self.declare()

    def reload_with_absent(self) -> None:
        """It is named, and the others are served on."""
        absent = Disk("absent", 1, 0, self.stage.stores.place("disk", "absent"), "", 16)
        self.declare(absent)
        self.server.reload()
        self.await_served(self.names(), foreseen=r"error: absent: ")
        self.reload()

    def visit(self) -> None:
        """A volume comes, with what was left on it, takes what a client writes, and goes."""
        visitor = self.chance.choice(self.visitors)
        self.declare(visitor)
        self.server.reload()
        self.await_served(self.names(visitor))
        sectors = visitor.mebibytes * MIB // SECTOR
        content = Content(self.seed, visitor.name)
        region = self.regions.setdefault(visitor.name, Region(content, [range(sectors)]))
        try:
            client = self.stage.connect(visitor.name)
            for first in range(0, sectors, 2048):
                region.verify(first, client.pread(2048 * SECTOR, first * SECTOR))
            for _ in range(self.chance.randint(1, 40)):
                count = self.chance.randint(1, 512)
                first = self.chance.randrange(sectors - count)
                write = max(region.writes) + 1
                client.pwrite(region.content.run(first, count, write), first * SECTOR)
                region.put(first, count, write)
            stays = self.chance.random() < 0.5
            if not stays:
                client.shutdown()
        except nbd.Error as error:
            raise Failed(f"{visitor.name}: {error}") from error
        self.declare()
        self.server.reload()
        self.await_served(self.names())
        if self.stage.answers(visitor.name):
            raise Failed(f"{visitor.name} is served after it is gone from the manifest")
        if stays:
            try:
                client.pread(SECTOR, 0)
            except nbd.Error:
                return
            raise Failed(f"{visitor.name} answers a client after it is gone from the manifest")

    # Who has which part

    def of(self, disk: Disk) -> list[Client]:
        return [client for client in self.clients if client.volume == disk.name]

    def parts(self, sectors: range, count: int) -> list[range]:
        """As many parts, which meet in the middle of what a store or a cache takes as one."""
        share = len(sectors) // count
        cuts = [sectors.start + share * number + self.chance.randrange(1, 128) for number in range(1, count)]
        edges = [sectors.start, *cuts, sectors.stop]
        return [range(first, end) for first, end in zip(edges, edges[1:])]

    # Growth

    def growing(self) -> Disk:
        """Whose turn it is, and what it has to become."""
        disk = self.chance.choice([disk for disk in self.disks if disk.mebibytes < MOST_MEBIBYTES] or self.disks)
        disk.mebibytes = min(disk.mebibytes + self.chance.randint(1, 8), MOST_MEBIBYTES)
        return disk

    def resize(self) -> None:
        disk = self.growing()
        self.stage.run("volume", "resize", disk.name, "--size", f"{disk.mebibytes} MiB")
        self.declare()
        self.use_growth(disk)

    def apply(self) -> None:
        disk = self.growing()
        self.declare()
        # Taking up the manifest changes no size: `apply` does, by way of the server.
        self.server.reload()
        self.await_served(self.names())
        self.stage.run("apply", "--auto-approve")
        self.use_growth(disk)

    def use_growth(self, disk: Disk) -> None:
        clients = self.of(disk)
        before = max(extent.stop for client in clients for extent in client.region.extents)
        size = disk.mebibytes * MIB
        if size == before * SECTOR:
            return
        for client, part in zip(clients, self.parts(range(before, size // SECTOR), len(clients))):
            client.order(Growth(size, part))
            client.region.extents.append(part)
        for client in clients:
            client.answer()

    # What the server tells

    def look_at_top(self) -> None:
        command = [self.stage.binary, "-f", str(self.stage.folder / "elasto.yaml"), "volume", "top", "--json"]
        done = subprocess.run(
            command, env=self.stage.environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=120
        )
        if done.returncode != 0:
            raise Failed(f"it ended with {done.returncode}: {done.stderr[-300:].decode()}")
        told = [json.loads(line) for line in done.stdout.splitlines()]
        rates = {entry["volume"]: entry for entry in told if "read_operations_per_second" in entry}
        if sorted(rates) != sorted(self.names()):
            raise Failed(f"it tells of {sorted(rates)}")
        for name, entry in rates.items():
            if entry["fenced"] or entry.get("failure"):
                raise Failed(f"it says of {name}: {entry}")

    def look_at_metrics(self) -> None:
        now = self.server.metrics()
        for disk in self.disks:
            size = now[f'elasto_volume_size_bytes{{volume="{disk.name}"}}']
            if size != disk.mebibytes * MIB:
                raise Failed(f"{disk.name} has {size:.0f} bytes in them, not {disk.mebibytes} MiB")
        for name, value in now.items():
            if re.match("elasto_volume_(errors_total|fenced|cache_retries_total)", name) and value:
                raise Failed(f"{name} is {value:.0f}")
            if re.match("elasto_volume_[a-z_]*(_total|_bucket|_count)", name) and value < self.before.get(name, 0):
                raise Failed(f"{name} has become less: {value:.0f}")
        self.before = now
