"""Two servers of one volume, as on two hosts: exactly one of them writes. The last line is `N passed, N failed`.

Each has a folder of state of its own, so that only the store tells them of each other. The second is refused while the
first lives. Then the first is stopped in the middle of writes (SIGSTOP), until its lease has run out and the second takes
the volume and writes all of it. When the first wakes up its client goes on writing; nothing of that may be read by anybody.
"""

import argparse
import random
import signal
import sys
import time
from pathlib import Path

import nbd

from trial_folder import run_in_folder
from volumes.stage import BACKINGS, Failed, Server, Stage, Stores, say

VOLUME = "volume"
SIZE = 4 << 20
PIECE = 64 << 10
# Longer than a lease lasts, and than a server takes to start on a busy machine.
PATIENCE = 180.0
# What `volume serve` ends with where another has the volume.
IS_IN_USE = 11
BACK = "size: 16 MiB, mode: write-back, max-dirty: 8 MiB, max-dirty-age: 1s"
KINDS = ("disk", "weed", "az", "weed-back", "az-back")


class Rivals:
    """One volume, and its two servers."""

    def __init__(self, kind: str, folder: Path, binary: Path, stores: Stores, chance: random.Random):
        self.kind, self.chance = kind, chance
        self.backing, _, cache = kind.partition("-")
        self.stages = []
        for name in ("first", "second"):
            stage = Stage(folder / name, binary, stores)
            entry = f'size: {SIZE} B, backing: "{stores.place(self.backing, kind)}"'
            if cache:
                entry += f", cache: {{ path: {stage.folder}/cache-file, {BACK} }}"
            stage.declare({VOLUME: entry})
            self.stages.append(stage)
        self.first, self.second = self.stages
        self.servers: list[Server] = []

    def run(self) -> str:
        self.first.run("volume", "create", VOLUME)
        holder = self.serve(self.first)
        client = self.first.connect(VOLUME)
        self.write(client, b"1")
        self.expect_refusal(self.second)

        cookies = [self.begin_write(client, b"2") for _ in range(self.chance.randrange(4, 24))]
        client.poll(0)
        holder.process.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        if self.backing == "disk":
            # The kernel knows that it lives, for as long as that takes.
            self.expect_refusal(self.second)
            holder.process.send_signal(signal.SIGCONT)
            holder.kill()
        rival = self.take_over()
        waited = time.monotonic() - began
        other = self.second.connect(VOLUME)
        self.expect(other, b"12")
        self.write(other, b"3")
        if self.backing == "disk":
            return f"refused, also while the first was stopped; after its end the second had it within {waited:.0f} s"

        holder.process.send_signal(signal.SIGCONT)
        answers = self.insist(client, cookies)
        self.expect(other, b"3")
        rival.stop()
        self.expect_stored(b"3")
        again = self.come_back(holder)
        return f"the second had it after {waited:.0f} s; the first was told {answers}, and {again}"

    # The servers

    def serve(self, stage: Stage) -> Server:
        server = stage.serve(VOLUME)
        self.servers.append(server)
        return server

    def expect_refusal(self, stage: Stage) -> None:
        server = Server(stage, (VOLUME,))
        self.servers.append(server)
        status = server.process.wait(timeout=PATIENCE)
        if status != IS_IN_USE:
            raise Failed(f"the second server ended with {status} instead of {IS_IN_USE}; see {server.log.name}")

    def take_over(self) -> Server:
        """As somebody does who starts the second server until it runs."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            server = Server(self.second, (VOLUME,))
            self.servers.append(server)
            while server.process.poll() is None:
                if self.second.answers(VOLUME):
                    return server
                time.sleep(0.05)
            if server.process.returncode != IS_IN_USE:
                raise Failed(f"the second server ended with {server.process.returncode}; see {server.log.name}")
            time.sleep(1)
        raise Failed(f"the second server did not get the volume within {PATIENCE:.0f} s")

    def come_back(self, holder: Server) -> str:
        """The first one's host is started anew: it serves what the second has left, or says why it does not."""
        holder.kill()
        server = Server(self.first, (VOLUME,))
        self.servers.append(server)
        deadline = time.monotonic() + PATIENCE
        while server.process.poll() is None:
            if self.first.answers(VOLUME):
                self.expect(self.first.connect(VOLUME), b"3")
                server.stop()
                return "serves again what the second has written"
            if time.monotonic() > deadline:
                raise Failed("the first server neither serves nor ends")
            time.sleep(0.05)
        if "-" not in self.kind:
            raise Failed(f"the first server ended with {server.process.returncode}; see {server.log.name}")
        self.expect_stored(b"3")
        return f"its cache is refused (exit {server.process.returncode})"

    def stop(self) -> None:
        for server in self.servers:
            if server.process.poll() is None:
                server.process.send_signal(signal.SIGCONT)
                server.kill()

    # The clients

    def write(self, client: nbd.NBD, letter: bytes) -> None:
        for offset in range(0, SIZE, PIECE):
            client.pwrite(letter * PIECE, offset)
        client.flush()

    def begin_write(self, client: nbd.NBD, letter: bytes) -> int:
        return client.aio_pwrite(bytearray(letter * PIECE), self.chance.randrange(SIZE // PIECE) * PIECE)

    def insist(self, client: nbd.NBD, cookies: list[int]) -> str:
        """What became of the requests of before, and of more of them."""
        done = failed = 0
        end = time.monotonic() + 10
        while time.monotonic() < end and not client.aio_is_dead() and not client.aio_is_closed():
            try:
                if len(cookies) < 16:
                    cookies.append(self.begin_write(client, b"4"))
                    cookies.append(client.aio_flush())
                client.poll(100)
            except nbd.Error:
                failed += 1
                continue
            for cookie in list(cookies):
                try:
                    if client.aio_command_completed(cookie):
                        cookies.remove(cookie)
                        done += 1
                except nbd.Error:
                    cookies.remove(cookie)
                    failed += 1
        if failed + len(cookies) == 0:
            raise Failed("the first server took writes for ten seconds and complained of nothing")
        return f"{done} requests done, {failed} failed"

    def expect(self, client: nbd.NBD, letters: bytes) -> None:
        self.check(b"".join(client.pread(PIECE, offset) for offset in range(0, SIZE, PIECE)), letters, "read")

    def expect_stored(self, letters: bytes) -> None:
        """Past every cache."""
        path = self.second.folder / "image"
        path.unlink(missing_ok=True)
        self.second.run("volume", "export", VOLUME, str(path))
        self.check(path.read_bytes(), letters, "stored")

    def check(self, image: bytes, letters: bytes, what: str) -> None:
        strange = set(image) - set(letters)
        if strange or len(image) != SIZE:
            raise Failed(f"{what}: {bytes(sorted(strange))!r} in {len(image)} bytes that must be of {letters!r}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path, help="elasto-sync; azure-emulator lies beside it")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    options = parser.parse_args()
    say(f"volume-rivals: {len(options.kinds)} kinds of volumes, seed {options.seed}")
    return run_in_folder("elasto-rivals-", options.keep, lambda folder: compete(options, folder))


def compete(options: argparse.Namespace, folder: Path) -> int:
    passed, failures = 0, []
    backings = tuple(backing for backing in BACKINGS if any(kind.startswith(backing) for kind in options.kinds))
    stores = Stores(folder / "stores", backings, options.binary.resolve().parent / "azure-emulator")
    try:
        for number, kind in enumerate(options.kinds):
            (folder / kind).mkdir()
            rivals = Rivals(kind, folder / kind, options.binary, stores, random.Random(options.seed + number))
            try:
                say(f"{kind}: {rivals.run()}")
                passed += 1
            except (Failed, nbd.Error) as error:
                failures.append(f"{kind}: {error}")
                say(f"FAILED {failures[-1]}")
            finally:
                rivals.stop()
    finally:
        stores.stop()
    say(f"{passed} passed, {len(failures)} failed")
    return 1 if failures or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
