"""Kills the server of a volume, and the store below it, at random moments, and reads back what is there. Ends with the
first fault of each kind of volume; the last line is `N passed, N failed`.

Some connections write, zero, discard and flush. In the middle of that the server is killed, or the store, or both, and
started again. Then every sector of the volume is read and compared with a model of what it may hold: all that was
answered; on block objects without a write-back cache, exactly one flush point. Below a write-back cache the block
objects themselves are read too, past the cache: they are at one moment of the client's.
"""

import argparse
import contextlib
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import nbd

from s3_servers import Proxy
from trial_folder import run_in_folder
from volumes.crash_load import Load
from volumes.crash_model import SECTOR, Model, Promise
from volumes.stage import BACKINGS, ControlConnection, Failed, Server, Stage, Stores, say

VOLUME = "volume"
SECTORS = (8 << 20) // SECTOR


@dataclass
class Kind:
    """A volume as the manifest declares it."""

    name: str
    backing: str
    cache: str = ""

    @property
    def is_written_back(self) -> bool:
        return "write-back" in self.cache

    @property
    def is_atomic(self) -> bool:
        """A flush of what is below switches everything at once."""
        return self.backing == "weed"


def written_back(size: str, most: str) -> str:
    return f"size: {size}, mode: write-back, max-dirty: {most}, max-dirty-age: 1s"


KINDS = [Kind("disk", "disk"), Kind("disk-back", "disk", written_back("16 MiB", "8 MiB"))]
for _store in ("weed", "az"):
    KINDS += [
        Kind(_store, _store),
        Kind(f"{_store}-back", _store, written_back("16 MiB", "8 MiB")),
        # Smaller than the volume, and than what is written in a burst.
        Kind(f"{_store}-small", _store, written_back("3 MiB", "1 MiB")),
    ]


class Store:
    """What is below the volumes of a backing, as something to kill."""

    def __init__(self, stores: Stores, backing: str, rate: float, seed: int, folder: Path):
        self.stores, self.backing, self.folder = stores, backing, folder
        self.rate, self.seed = rate, seed
        # The emulator has everything in memory, so what is killed is what stands before it.
        self.proxy = Proxy(stores.azure.port, rate, seed, folder) if backing == "az" else None

    @property
    def ports(self) -> dict[str, int]:
        return {"az": self.proxy.port} if self.proxy else {}

    @property
    def can_be_killed(self) -> bool:
        return self.backing != "disk"

    def kill(self) -> None:
        if self.proxy:
            self.proxy.stop(signal.SIGKILL)
        else:
            self.stores.weed.stop(signal.SIGKILL)

    def start(self) -> None:
        if self.proxy:
            self.seed += 1
            self.proxy = Proxy(self.stores.azure.port, self.rate, self.seed, self.folder, self.proxy.port)
        else:
            self.stores.weed.start()
            self.stores.weed.wait_until_ready()

    def stop(self) -> None:
        if self.proxy:
            self.proxy.stop()


class Trial:
    """One volume, its model, and its kills."""

    def __init__(self, campaign: "Campaign", kind: Kind, store: Store):
        self.kind, self.store, self.counts = kind, store, Counter()
        self.chance = random.Random(f"{campaign.options.seed} {kind.name}")
        self.model = Model(SECTORS)
        folder = campaign.folder / kind.name
        self.stage = Stage(folder, campaign.binary, store.stores)
        # Sees the volume as it is stored.
        self.below = Stage(folder / "below", campaign.binary, store.stores)
        entry = f'size: {SECTORS * SECTOR} B, backing: "{store.stores.place(kind.backing, kind.name)}"'
        if kind.is_atomic:
            entry += ", block-size: 64 KiB"
        cache = f", cache: {{ path: {folder}/cache-file, {kind.cache} }}" if kind.cache else ""
        self.stage.declare({VOLUME: entry + cache}, store.ports)
        self.below.declare({VOLUME: entry})
        self.stage.run("volume", "create", VOLUME)
        self.server: Server | None = None
        # Whether what is stored was the model's base when the burst began.
        self.is_drained = True

    def run(self, kills: int, deadline: float) -> None:
        self.server = self.stage.serve(VOLUME)
        while sum(self.kills.values()) < kills and time.monotonic() < deadline:
            before = sum(self.kills.values())
            self.kill_one()
            if before // 20 < (total := sum(self.kills.values())) // 20:
                say(f"{self.kind.name}: {total} kills, {self.counts['writes']} writes, {self.counts['flushes']} flushes")
        self.server.stop()
        self.server = None
        self.compare(self.stored(), self.model.everything_answered(), "stored at the end")

    @property
    def kills(self) -> dict[str, int]:
        return {what: count for what, count in self.counts.items() if what.startswith("killed")}

    def kill_one(self) -> None:
        load = Load(self.stage, VOLUME, self.model, self.chance, self.counts)
        load.run(self.chance.choice((0.05, 0.3, 1.5)) * self.chance.random())
        share = self.chance.random() if self.store.can_be_killed else 0
        if share < 0.7:
            self.counts["killed server"] += 1
            self.server.kill()
            self.restart()
        elif share < 0.85:
            self.counts["killed store"] += 1
            self.store.kill()
            load.run(self.chance.uniform(0, 0.5))
            self.store.start()
            load.run(self.chance.uniform(0, 0.5))
            load.settle()
            load.close()
            self.verify(self.model.everything_answered())
        else:
            self.counts["killed both"] += 1
            first, second = (self.store.kill, self.server.kill)[:: self.chance.choice((1, -1))]
            first()
            load.run(self.chance.choice((0, 0.2)))
            second()
            self.store.start()
            self.restart()

    def restart(self) -> None:
        """After a kill of the server; now and then another kill hits its start, while it replays."""
        promise = self.model.everything_answered()
        if self.kind.is_atomic and not self.kind.is_written_back:
            promise = self.model.one_flush_point()
        if self.kind.is_atomic and self.kind.is_written_back and self.is_drained:
            self.counts["looked below"] += 1
            self.compare(self.stored(), self.model.one_moment(), "stored below the cache")
        while self.chance.random() < 0.2:
            server = Server(self.stage, (VOLUME,))
            time.sleep(self.chance.uniform(0, 1))
            server.kill()
            self.counts["killed at its start"] += 1
        self.server = self.stage.serve(VOLUME)
        self.verify(promise)

    def verify(self, promise: Promise) -> None:
        client = self.stage.connect(VOLUME)
        image = self.read(client)
        self.compare(image, promise, "read")
        client.flush()
        self.model.adopt(image)
        self.is_drained = self.chance.random() < 0.5
        if self.kind.is_written_back and self.is_drained:
            self.drain()
        if self.chance.random() < 0.1:
            # What was read and flushed stays, although nothing has been written since.
            self.counts["killed server"] += 1
            self.server.kill()
            self.server = self.stage.serve(VOLUME)
            image = self.read(self.stage.connect(VOLUME))
            self.compare(image, self.model.everything_answered(), "read once more")

    def read(self, client: nbd.NBD) -> bytes:
        piece = 1 << 20
        return b"".join(client.pread(piece, place) for place in range(0, self.model.size, piece))

    def compare(self, image: bytes, promise: Promise, what: str) -> None:
        fault = self.model.fault(image, promise)
        if fault:
            (self.stage.folder / "image").write_bytes(image)
            raise Failed(f"{what}: {fault}; after {self.model.sequence} writes and {dict(self.kills)}")

    def drain(self) -> None:
        for path in (self.stage.folder / "state" / "volumes").glob("*.control"):
            with contextlib.closing(ControlConnection(path)) as connection:
                connection.timeout = 240
                connection.request("POST", f"/volumes/{VOLUME}/drain")
                reply = connection.getresponse()
                text = reply.read()
                if reply.status // 100 != 2:
                    raise Failed(f"drain: {reply.status} {text!r}")

    def stored(self) -> bytes:
        path = self.below.folder / "image"
        path.unlink(missing_ok=True)
        self.below.run("volume", "export", VOLUME, str(path))
        return path.read_bytes()

    def stop(self) -> None:
        if self.server and self.server.process.poll() is None:
            self.server.kill()


class Campaign:
    def __init__(self, options: argparse.Namespace, folder: Path):
        self.options, self.folder = options, folder
        self.binary = options.binary / "elasto-sync" if options.binary.is_dir() else options.binary
        self.total = Counter()
        self.failures: list[str] = []
        self.passed = 0

    def run(self) -> int:
        emulator = self.binary.resolve().parent / "azure-emulator"
        kinds = [kind for kind in KINDS if kind.backing in self.options.backing]
        kinds = [kind for kind in kinds if not self.options.kind or kind.name in self.options.kind]
        backings = tuple(dict.fromkeys(kind.backing for kind in kinds))
        stores = Stores(self.folder / "stores", backings, emulator)
        try:
            for number, kind in enumerate(kinds):
                self.attempt(kind, stores, self.options.seed + 1000 * number)
        finally:
            stores.stop()
        say(f"in all: {told(self.total)}")
        for failure in self.failures:
            say(f"FAILED {failure}")
        say(f"{self.passed} passed, {len(self.failures)} failed")
        return 1 if self.failures or not self.passed else 0

    def attempt(self, kind: Kind, stores: Stores, seed: int) -> None:
        store = Store(stores, kind.backing, self.options.rate, seed, self.folder)
        began, trial = time.monotonic(), None
        try:
            trial = Trial(self, kind, store)
            trial.run(self.options.kills, began + 60 * self.options.minutes)
            self.passed += 1
        except Exception as error:
            self.failures.append(f"{kind.name}: {type(error).__name__}: {error}")
            say(self.failures[-1])
        finally:
            if trial:
                trial.stop()
            store.stop()
        if trial:
            trial.counts["sectors compared"] = trial.model.compared
            self.total += trial.counts
            say(f"{kind.name}: {told(trial.counts)}; {time.monotonic() - began:.0f} s")


def told(counts: Counter) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path, help="elasto-sync or its folder; azure-emulator lies there too")
    parser.add_argument("--kills", type=int, default=200, help="of each kind of volume")
    parser.add_argument("--minutes", type=float, default=600, help="the most that a kind of volume takes")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--rate", type=float, default=0.02, help="the share of requests to the account that fail")
    parser.add_argument("--backing", type=lambda text: text.split(","), default=list(BACKINGS), help="such as disk,az")
    parser.add_argument("--kind", type=lambda text: text.split(","), default=[], help="such as weed-back")
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    options = parser.parse_args()
    say(f"volume-crashes: {options.kills} kills of each kind, seed {options.seed}")
    return run_in_folder("elasto-crash-", options.keep, lambda folder: Campaign(options, folder).run())


if __name__ == "__main__":
    sys.exit(main())
