"""One `volume serve` of several volumes under a mixed load for a long time. The last line is `N passed, N failed`.

Eight connections, each a process, write to parts of their own of five volumes and know what must be there. They come
and go, in order and with requests in flight; volumes grow, by `volume resize` and by a changed manifest; the server is
told to read its manifest anew, as it was, with a volume more or less, with faults. Nothing may fail but what was meant
to, no byte may be wrong, and what the server takes of the machine may not grow.
"""

import argparse
import multiprocessing
import random
import sys
import time
from pathlib import Path
from typing import Callable

from s3_servers import ports_with_companions
from trial_folder import run_in_folder
from volumes.checks import Checks
from volumes.footprint import Footprint, Sample
from volumes.soak_client import Client
from volumes.soak_disks import Disk, disks, visitors
from volumes.soak_events import Events
from volumes.soak_model import SECTOR, Content, Region
from volumes.soak_server import MeteredServer, ServerLog
from volumes.stage import BACKINGS, Failed, Stage, Stores, say

MIB = 1 << 20
# What memory may change by. It takes the C library about five minutes until its heaps are as large as they stay, mostly
# of what is free in them: a run whose warm-up is shorter shows no more than a leak that is large.
MOST_GROWTH, MOST_GROWTH_AT_FIRST, LONG_MINUTES = 0.05, 0.2, 25
# Each connection has a second thread now and then, and stores have a connection more or less. What is lost with each
# client, or with each SIGHUP, is many times as much.
SPARE_THREADS, SPARE_DESCRIPTORS = 8, 16


class Soak:
    LOAD, LOG, METRICS = "every byte as it was written, no connection lost", "no error in the server's log", "metrics"

    def __init__(self, options: argparse.Namespace, folder: Path):
        self.options, self.folder = options, folder
        self.chance = random.Random(options.seed)
        self.checks = Checks()
        self.seconds = options.minutes * 60
        self.warm_up = max(self.seconds / 5, min(120.0, self.seconds / 2))
        self.server: MeteredServer | None = None
        self.clients: list[Client] = []
        self.stores = Stores(folder / "stores", BACKINGS, options.binary.resolve().parent / "azure-emulator")
        self.stage = Stage(folder / "stage", options.binary, self.stores)
        self.disks = disks(self.stores, folder)

    def prepare(self) -> None:
        key = self.folder / "sealed.key"
        key.write_text(self.chance.randbytes(64).hex())
        key.chmod(0o600)
        events = Events(self.stage, self.disks, visitors(self.stores, self.folder), self.options.seed)
        events.declare(*events.visitors)
        self.stage.run("apply", "--auto-approve")
        events.declare()
        self.server = MeteredServer(self.stage, tuple(events.names()), ports_with_companions(1)[0])
        self.server.wait_until_ready()
        self.log = ServerLog(Path(self.server.log.name))
        self.events = events
        events.attach(self.server, self.log, self.clients)
        events.await_served(events.names())
        for disk in self.disks:
            self.connect(disk)
        self.footprint = Footprint(self.server.process.pid, self.warm_up)

    def connect(self, disk: Disk) -> None:
        self.events.until(lambda: self.stage.status(disk.name)["connections"] == 0, f"{disk.name} has no clients")
        turn = multiprocessing.Lock()
        content = Content(self.options.seed, disk.name)
        for part in self.events.parts(range(disk.mebibytes * MIB // SECTOR), disk.connections):
            region, number = Region(content, [part]), len(self.clients)
            self.clients.append(Client(self.stage, disk.name, number, self.options.seed, region, turn, disk.pause))

    # Under load

    def run(self) -> None:
        events = self.events.all
        self.checks.expect(self.LOAD, *events, self.LOG)
        period = min(10.0, self.seconds / 20)
        deck: list[str] = []
        began = time.monotonic()
        next_event, next_minute = began + period, began + 60
        while time.monotonic() < began + self.seconds:
            time.sleep(min(2.0, self.seconds / 120))
            sample = self.footprint.sample()
            self.look()
            if time.monotonic() >= next_event:
                deck = deck or self.chance.sample(list(events), len(events))
                self.during(deck[-1], events[deck.pop()])
                next_event = time.monotonic() + self.chance.uniform(0.5, 1.5) * period
            if time.monotonic() >= next_minute:
                self.say_minute(round((next_minute - began) / 60), sample)
                next_minute += 60

    def during(self, name: str, event: Callable[[], None]) -> None:
        try:
            event()
        except Failed as error:
            raise Failed(f"{name}: {error}") from error
        self.checks.hold(name)

    def look(self) -> None:
        """Everything goes on as it should."""
        for client in self.clients:
            client.look()
        status = self.server.process.poll()
        if status is not None:
            raise Failed(f"volume serve ended with {status}; see {self.server.log.name}")
        self.log.check()

    def say_minute(self, minute: int, sample: Sample) -> None:
        total = self.total
        say(
            f"minute {minute}: {total('operations')} operations, {total('read') / MIB:.0f} MiB read and right, "
            f"{total('written') / MIB:.0f} MiB written, {total('zeroed') / MIB:.0f} MiB zeroed, {total('orderly')} + "
            f"{total('abrupt')} reconnects; resident {sample.resident_bytes / MIB:.1f} MiB, {sample.threads} threads, "
            f"{sample.descriptors} descriptors"
        )

    def total(self, name: str) -> int:
        return sum(client.tally[name] for client in self.clients)

    # The end

    def end(self) -> None:
        for client in self.clients:
            client.stop()
        total = self.total
        self.checks.hold(
            self.LOAD,
            f"{total('operations')} operations, {total('read') / MIB:.0f} MiB read, {total('statuses')} block statuses "
            f"with {total('zeros_told')} sectors of zeros, {total('orderly')} orderly reconnects, {total('abrupt')} "
            f"abrupt ones with {total('doubtful')} sectors in doubt",
        )
        self.during(self.METRICS, self.events.look_at_metrics)
        self.checks.attempt(f"memory within {self.most_growth:.0%} after the warm-up", self.judge_memory)
        self.checks.attempt("threads do not grow", lambda: self.judge("threads", SPARE_THREADS))
        self.checks.attempt("descriptors do not grow", lambda: self.judge("descriptors", SPARE_DESCRIPTORS))
        self.checks.attempt("SIGTERM ends with 0", self.stop)
        self.checks.attempt(self.LOG, self.judge_log)
        for disk in self.disks:
            self.checks.attempt(f"all of {disk.name} is as it was written", lambda: self.verify(disk))

    @property
    def most_growth(self) -> float:
        return MOST_GROWTH if self.options.minutes >= LONG_MINUTES else MOST_GROWTH_AT_FIRST

    def judge_memory(self) -> str:
        first, last, most = self.footprint.trend("resident_bytes")
        change = last / first - 1
        text = f"{first / MIB:.1f} MiB, then {last / MIB:.1f} MiB: {change:+.1%}; {most / MIB:.1f} MiB at most"
        if abs(change) > self.most_growth:
            raise Failed(text)
        return text

    def judge(self, what: str, spare: int) -> str:
        first, last, most = self.footprint.trend(what)
        text = f"{first:.0f}, then {last:.0f}; {most:.0f} at most"
        if last > first + spare:
            raise Failed(text)
        return text

    def stop(self) -> str:
        began = time.monotonic()
        self.server.stop(300)
        return f"within {time.monotonic() - began:.1f} s"

    def judge_log(self) -> str:
        self.log.check()
        return "but for those that were meant to be"

    def verify(self, disk: Disk) -> str:
        image = self.folder / f"{disk.name}.raw"
        self.stage.run("volume", "export", disk.name, str(image), seconds=600)
        size = disk.mebibytes * MIB
        if image.stat().st_size != size:
            raise Failed(f"{disk.name} has {image.stat().st_size} bytes, not {size}")
        with open(image, "rb") as data:
            for client in self.events.of(disk):
                for extent in client.region.extents:
                    for first in range(extent.start, extent.stop, 2048):
                        data.seek(first * SECTOR)
                        client.region.verify(first, data.read(min(2048, extent.stop - first) * SECTOR))
        image.unlink()
        return f"{disk.mebibytes} MiB"

    def close(self) -> None:
        for client in self.clients:
            client.kill()
        if self.server and self.server.process.poll() is None:
            self.server.kill()
        self.stores.stop()


def soak(options: argparse.Namespace, folder: Path) -> int:
    trial = None
    try:
        trial = Soak(options, folder)
        trial.prepare()
        try:
            trial.run()
            trial.end()
        except Failed as error:
            trial.checks.fail(Soak.LOAD, str(error))
        return trial.checks.report()
    except Failed as error:
        say(f"FAILED {error}; see {folder}\n0 passed, 1 failed")
        return 1
    finally:
        if trial:
            trial.close()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="soak-volume", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("binary", type=Path, help="elasto-sync; azure-emulator lies beside it")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    options = parser.parse_args()
    say(f"soak-volume: {options.minutes:g} minutes, seed {options.seed}")
    return run_in_folder("elasto-soak-", options.keep, lambda folder: soak(options, folder))


if __name__ == "__main__":
    sys.exit(main())
