"""What the cache of a volume saves where each request to the store takes long.

The same volume on an emulated account that waits before each reply, by one client that sends a request when the one before
is answered. Written with write-through and with write-back, up to where a flush has returned and the cache has stored all of
it; read with read-ahead and, without a cache, without. Rounds alternate the order.
"""

import argparse
import os
import shutil
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

from volumes.stage import Failed, Stage, Stores, say

MIB = 1 << 20
# Bytes of a request: as long as a slot of the cache, so that without read-ahead each is one request to the store.
BLOCK = 64 << 10


class Latency:
    def __init__(self, options: argparse.Namespace, folder: Path):
        self.options = options
        binary = Path(options.elasto_sync).resolve()
        self.stores = Stores(folder / "stores", ("az",), binary.parent / "azure-emulator", "--latency", str(options.milliseconds))
        self.stage = Stage(folder / "stage", binary, self.stores)
        size = f"size: {options.mib} MiB"
        back = f"path: {folder}/back.cache, size: 512 MiB, mode: write-back, max-dirty: 256 MiB, max-dirty-age: 30s"
        self.stage.declare(
            {
                "through": f'{size}, backing: "{self.stores.place("az", "through")}"',
                "back": f'{size}, backing: "{self.stores.place("az", "back")}", cache: {{ {back} }}',
                "ahead": f'{size}, backing: "{self.stores.place("az", "ahead")}", cache: {{ size: 256 MiB }}',
            }
        )
        self.rates: dict[tuple[str, str], list[float]] = {}

    def run(self) -> int:
        try:
            self.stage.run("apply", "--auto-approve")
            self.fill("through")
            self.fill("ahead")
            for number in range(self.options.rounds):
                for kind, names in (("write", ["through", "back"]), ("read", ["through", "ahead"])):
                    for name in names if number % 2 == 0 else reversed(names):
                        self.measure(kind, name, number)
            return self.report()
        finally:
            self.stores.stop()

    def fill(self, name: str) -> None:
        """With bytes that are no zeros, which a store need not send."""
        server = self.stage.serve(name)
        client = self.stage.connect(name)
        for offset in range(0, self.options.mib * MIB, 4 * MIB):
            client.pwrite(os.urandom(4 * MIB), offset)
        client.flush()
        server.stop()

    def measure(self, kind: str, name: str, number: int) -> None:
        """With a server of its own, so that nothing is in memory yet."""
        server = self.stage.serve(name)
        client = self.stage.connect(name)
        # Where each request waits, a part of it tells the rate.
        is_slow = name == "through"
        count = (self.options.mib * MIB // (16 if is_slow else 1)) // BLOCK
        block = os.urandom(BLOCK)
        began = time.monotonic()
        for position in range(count):
            if kind == "write":
                client.pwrite(block, position * BLOCK)
            else:
                client.pread(BLOCK, position * BLOCK)
        if kind == "write":
            client.flush()
            acknowledged = time.monotonic() - began
        client.shutdown()
        # What is still in the cache goes to the store.
        server.stop()
        seconds = time.monotonic() - began
        megabytes = count * BLOCK / 1e6
        if kind == "read":
            self.note(kind, name, number, megabytes / seconds)
            return
        self.note(kind, name, number, megabytes / acknowledged)
        self.note("stored", name, number, megabytes / seconds)

    def note(self, kind: str, name: str, number: int, rate: float) -> None:
        self.rates.setdefault((kind, name), []).append(rate)
        print(f"  {number + 1} {kind:6} {name:8} {rate:8.1f} MB/s", file=sys.stderr, flush=True)

    def report(self) -> int:
        rows = [
            ("write, until flush returns", "write", "back", 20.0),
            ("write, until the store has it", "stored", "back", 20.0),
            ("read", "read", "ahead", 10.0),
        ]
        say("| 64 KiB in order, one at a time | without, MB/s | with, MB/s | ratio | goal |\n| --- | --- | --- | --- | --- |")
        missed = 0
        for title, kind, name, goal in rows:
            without, with_cache = self.rates[kind, "through"], self.rates[kind, name]
            ratio = statistics.median(two / one for one, two in zip(without, with_cache))
            missed += ratio < goal
            say(
                f"| {title} | {statistics.median(without):.1f} | {statistics.median(with_cache):.1f} | {ratio:.1f}"
                f"{'' if ratio >= goal else ', missed'} | {goal:.0f} |"
            )
        return 1 if missed else 0


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/bench-volume --latency", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--elasto-sync", metavar="BINARY", required=True)
    parser.add_argument("--milliseconds", type=int, default=10, help="milliseconds before each reply (default: 10)")
    parser.add_argument("--mib", type=int, default=512, help="of the volume (default: 512)")
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("BENCH_ROUNDS", "3")))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    folder = Path(tempfile.mkdtemp(prefix="vl-", dir=os.environ.get("TMPDIR")))
    try:
        return Latency(options, folder).run()
    except Failed as error:
        print(f"scripts/bench-volume: {error}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
