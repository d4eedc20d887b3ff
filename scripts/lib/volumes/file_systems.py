"""btrfs on served volumes: a tree is unpacked twice, and everything is read and compared; then the server is killed while
more is written. btrfs has a checksum of every block, so that its scrub finds what is lost, old or in the wrong place.

For each kind of volume: both copies are the tarball's, also through a new attachment; `btrfs scrub` finds no error, and
`btrfs check` neither. After the kill and the start of another server (which replays the cache, where there is one) the
same holds, and whatever `sync` had returned for is there. The last line is `N passed, N failed`.
"""

import argparse
import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from s3_servers import end_with_parent
from trial_folder import run_in_folder
from volumes.attachment import Attachment
from volumes.stage import Failed, Server, Stage, Stores, say
from volumes.trees import Tree

COPIES = ("first", "second")


@dataclass(frozen=True)
class Kind:
    backing: str
    # The ring is much smaller than the tree, so that it goes round many times.
    is_written_back: bool = False

    def entry(self, size: str, folder: Path) -> str:
        place = f'size: {size}, backing: "{self.backing}:{Stores.CONTAINER}/disk"'
        if not self.is_written_back:
            return place
        rules = "size: 512 MiB, mode: write-back, max-dirty: 128 MiB, max-dirty-age: 5s"
        return f"{place}, cache: {{ path: {folder}/cache-file, {rules} }}"


KINDS = {
    "disk": Kind("disk"),
    "weed": Kind("weed"),
    "az": Kind("az"),
    "az-back": Kind("az", is_written_back=True),
    "weed-back": Kind("weed", is_written_back=True),
}

# Unpacks and removes another copy, over and over, and syncs; notes each number once `sync` has returned for it.
LOAD = """
(while mkdir third && tar -xf "$1" -C third && rm -rf third && fstrim .; do :; done) &
number=0
while number=$((number + 1)); echo $number >new && mv new marker && sync -f . && echo $number >>"$2"; do sleep 0.2; done
wait
"""


class Load:
    """Writes until it is ended, or nothing can be written any more."""

    def __init__(self, tree: Tree, mounted: Path, noted: Path):
        self.noted = noted
        noted.write_text("0\n")
        self.process = subprocess.Popen(
            ["bash", "-c", LOAD, "load", str(tree.tarball), str(noted)],
            cwd=mounted,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )

    def end(self) -> int:
        """The last number that was noted."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        return int(self.noted.read_text().split()[-1])


class Trial:
    """One kind of volume, with stores of its own."""

    def __init__(self, campaign: "Campaign", name: str):
        self.campaign, self.name, self.kind = campaign, name, KINDS[name]
        self.folder = campaign.folder / name
        self.folder.mkdir()
        self.stores = Stores(self.folder / "stores", (self.kind.backing,), campaign.emulator)
        self.stage = Stage(self.folder, campaign.binary, self.stores)
        self.server: Server | None = None
        self.began = time.monotonic()

    def say(self, text: str) -> None:
        say(f"{self.name}: {time.monotonic() - self.began:.0f} s: {text}")

    def run(self) -> None:
        self.stage.declare({self.name: self.kind.entry(self.campaign.options.size, self.folder)})
        self.stage.run("apply", "--auto-approve")
        self.server = self.stage.serve(self.name)
        self.fill()
        self.examine()
        noted = self.kill_while_writing()
        self.server = self.stage.serve(self.name)
        self.say("another server has the volume")
        self.examine(noted)
        self.server.stop(600)
        self.server = None
        self.say("the server has stored everything, and ended")

    def fill(self) -> None:
        with Attachment(self.stage, self.name) as attached:
            attached.call("mkfs.btrfs", "-q", str(attached.disk))
            mounted = attached.mount()
            for copy in COPIES:
                (mounted / copy).mkdir()
                # Folders get their time at the end: some of the tarball's files come after their folder's last.
                attached.call(
                    "tar", "--delay-directory-restore", "-xf", str(self.campaign.tree.tarball), "-C", str(mounted / copy)
                )
            attached.call("sync", "-f", str(mounted))
            self.say("unpacked twice, and synced")
            attached.unmount()

    def examine(self, noted: int | None = None) -> None:
        with Attachment(self.stage, self.name) as attached:
            mounted = attached.mount()
            if noted is not None:
                self.look_for(noted, mounted / "marker")
            for copy in COPIES:
                self.campaign.tree.compare(mounted / copy)
            self.say("both copies are the tarball's")
            self.scrub(attached)
            attached.unmount()
            attached.call("btrfs", "check", "--readonly", str(attached.disk))
            self.say("btrfs scrub and btrfs check find nothing")

    def look_for(self, noted: int, marker: Path) -> None:
        found = int(marker.read_text()) if marker.exists() else 0
        if found < noted:
            raise Failed(f"sync had returned for {noted}, and the marker is {found}")

    def scrub(self, attached: Attachment) -> None:
        said = attached.call("btrfs", "scrub", "start", "-B", "-d", str(attached.mount_point), may_fail=True)
        if not re.search(r"^Error summary: +no errors found$", said, re.MULTILINE):
            raise Failed(f"btrfs scrub: {said}")
        errors = attached.call("btrfs", "device", "stats", str(attached.mount_point))
        if sum(int(line.split()[-1]) for line in errors.splitlines()):
            raise Failed(f"btrfs device stats: {errors}")

    def kill_while_writing(self) -> int:
        moment = self.campaign.chance.uniform(1, 15)
        with Attachment(self.stage, self.name) as attached:
            load = Load(self.campaign.tree, attached.mount(), self.folder / "noted")
            try:
                time.sleep(moment)
                status = self.stage.status(self.name)
                self.server.kill()
                load.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                pass
            finally:
                noted = load.end()
        if noted == 0:
            raise Failed(f"no sync had returned after {moment:.2f} s")
        waiting = f", {status['cache']['dirty'] / (1 << 20):.1f} MiB waited in the cache" if status.get("cache") else ""
        self.say(f"the server was killed after {moment:.2f} s of writing and {noted} syncs{waiting}")
        return noted

    def close(self) -> None:
        if self.server and self.server.process.poll() is None:
            self.server.kill()
        self.stores.stop()


class Campaign:
    def __init__(self, options: argparse.Namespace, folder: Path):
        self.options, self.folder = options, folder
        self.binary = Path(options.binary).resolve()
        self.emulator = self.binary.parent / "azure-emulator"
        self.chance = random.Random(options.seed)
        tarball = folder / "tree.tar"
        with open(tarball, "wb") as output:
            # Unpacked once: what the trials wait for is the volume.
            programs = {".xz": ["xz", "-T2", "-dc"], ".gz": ["gzip", "-dc"]}
            program = programs.get(options.tree.suffix, ["cat"])
            subprocess.run([*program, str(options.tree)], stdin=subprocess.DEVNULL, stdout=output, check=True)
        self.tree = Tree(tarball)
        say(f"the tree: {len(self.tree.entries)} entries, {self.tree.bytes / (1 << 20):.0f} MiB")

    def run(self) -> int:
        passed, failures = 0, []
        for name in self.options.kinds:
            try:
                trial = Trial(self, name)
                try:
                    trial.run()
                finally:
                    trial.close()
                passed += 1
                if not self.options.keep:
                    shutil.rmtree(trial.folder)
            except Failed as error:
                failures.append(name)
                say(f"{name}: FAILED: {error}")
        for failure in failures:
            say(f"FAILED {failure}")
        say(f"{passed} passed, {len(failures)} failed")
        return 1 if failures else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", help="elasto-sync; azure-emulator lies beside it")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--tree", type=Path, default=Path("/usr/src/linux-source-6.1.tar.xz"), help="a tarball")
    parser.add_argument("--size", default="8 GiB", help="of the volume")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    options = parser.parse_args()
    say(f"volume-btrfs: {' '.join(options.kinds)} of {options.size}, seed {options.seed}")
    return run_in_folder("btrfs-", options.keep, lambda folder: Campaign(options, folder).run())


if __name__ == "__main__":
    sys.exit(main())
