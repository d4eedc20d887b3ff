"""Backs up a tree that changes at random until the time is over; stops at the first thing that does not hold.

What holds after every round: `restore latest` gives the tree back, as rsync sees it; and, now and then, restic reads
the repository without a complaint. Some backups are killed at a random moment first: the next one must mend that.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path


class DoesNotHold(Exception):
    pass


class Soak:
    def __init__(self, binary: Path, folder: Path, seed: int):
        self.binary, self.folder, self.random = str(binary), folder, random.Random(seed)
        self.tree = folder / "tree"
        self.tree.mkdir()
        self.environment = {**os.environ, "STATE_DIRECTORY": f"{folder}/state", "CACHE_DIRECTORY": f"{folder}/cache"}
        self.counts = {"rounds": 0, "kills": 0, "prunes": 0, "checks": 0}
        (folder / "vault.key").write_text(str(seed))
        (folder / "vault.key").chmod(0o600)
        (folder / "elasto.yaml").write_text(
            "version: 1\nhost: soak\n"
            f"sources: {{ tree: {{ paths: [{self.tree}] }} }}\n"
            f"targets: {{ vault: {{ repository: {folder}/vault, password: {{ file: vault.key }}, "
            "retention: { last: 5 } } }\n"
            "jobs: { soak: { from: [tree], to: [vault] } }\n"
        )
        (folder / "elasto.yaml").chmod(0o600)

    # The tree

    def name(self) -> bytes:
        letters = b"abcdefgh<&>\n\xff\xc3\xa4 \"\\"
        return bytes(self.random.choice(letters) for _ in range(self.random.randint(1, 12)))

    def contents(self) -> bytes:
        size = int(2 ** self.random.uniform(0, 24))
        if self.random.random() < 0.5:
            return self.random.randbytes(size)
        return (self.random.randbytes(64) * (size // 64 + 1))[:size]

    def members(self) -> list[bytes]:
        found = []
        for parent, folders, files in os.walk(os.fsencode(self.tree)):
            found += [os.path.join(parent, name) for name in folders + files]
        return sorted(found)

    def change(self) -> None:
        for _ in range(self.random.randint(1, 40)):
            members = self.members()
            folders = [os.fsencode(self.tree)] + [path for path in members if os.path.isdir(path) and not os.path.islink(path)]
            files = [path for path in members if os.path.isfile(path) and not os.path.islink(path)]
            path = os.path.join(self.random.choice(folders), self.name())
            kind = self.random.choice(["file", "file", "folder", "link", "hard", "edit", "edit", "mode", "time", "delete"])
            if kind in ("file", "folder", "link", "hard") and os.path.lexists(path):
                continue
            if kind == "file":
                self.write(path, self.contents())
            elif kind == "folder":
                os.mkdir(path)
            elif kind == "link":
                os.symlink(self.name(), path)
            elif kind == "hard" and files:
                os.link(self.random.choice(files), path)
            elif kind == "edit" and files:
                self.edit(self.random.choice(files))
            elif kind == "mode" and members:
                chosen = self.random.choice(members)
                if not os.path.islink(chosen):
                    os.chmod(chosen, self.random.choice([0o700, 0o755, 0o1777, 0o2750]))
            elif kind == "time" and members:
                moment = self.random.randint(-(2**31), 2**32) * 1_000_000_000 + self.random.randrange(1_000_000_000)
                os.utime(self.random.choice(members), ns=(moment, moment), follow_symlinks=False)
            elif kind == "delete" and len(members) > 50:
                self.delete(self.random.choice(members))

    @staticmethod
    def write(path: bytes, contents: bytes) -> None:
        with open(path, "wb") as file:
            file.write(contents)

    def edit(self, path: bytes) -> None:
        with open(path, "rb") as file:
            contents = file.read()
        place = self.random.randint(0, len(contents))
        self.write(path, contents[:place] + self.random.randbytes(self.random.randint(1, 5000)) + contents[place:])

    @staticmethod
    def delete(path: bytes) -> None:
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)

    # The program

    def elasto(self, *arguments: str) -> None:
        self.run([self.binary, "-f", f"{self.folder}/elasto.yaml", *arguments])

    def run(self, command: list[str]) -> str:
        done = subprocess.run(
            command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
        )
        if done.returncode != 0:
            raise DoesNotHold(f"{' '.join(command)}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def kill_one(self) -> None:
        command = [self.binary, "-f", f"{self.folder}/elasto.yaml", "apply", "--auto-approve"]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, env=self.environment, stdin=quiet, stdout=quiet, stderr=quiet)
        try:
            process.wait(timeout=self.random.uniform(0, 1))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.counts["kills"] += 1

    def round(self) -> None:
        self.change()
        if self.random.random() < 0.3:
            self.kill_one()
        self.elasto("apply", "--auto-approve")
        restored = self.folder / "restored"
        self.elasto("restore", "latest", "--target", "vault", "--to", str(restored))
        command = ["rsync", "-aHAXnic", "--delete", f"{self.tree}/", f"{restored}{self.tree}/"]
        differences = self.run(command)
        if differences.strip():
            raise DoesNotHold(f"{' '.join(command)} prints:\n{differences}")
        shutil.rmtree(restored)
        if self.random.random() < 0.1:
            self.elasto("forget", "--target", "vault", "--prune")
            self.counts["prunes"] += 1
        if self.random.random() < 0.1:
            restic = ["restic", "-r", f"{self.folder}/vault", "--password-file", f"{self.folder}/vault.key", "--no-cache"]
            self.run([*restic, "check", "--read-data"])
            self.counts["checks"] += 1
        self.counts["rounds"] += 1


def main() -> int:
    minutes = float(os.environ.get("SOAK_MINUTES", "10"))
    seed = int(os.environ.get("SOAK_SEED", str(int(time.time()))))
    print(f"soak: {minutes:g} minutes, SOAK_SEED={seed}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="elasto-soak-"))
    soak = Soak(Path(sys.argv[1]).resolve(), folder, seed)
    end = time.monotonic() + 60 * minutes
    try:
        soak.elasto("init", "--target", "vault")
        while time.monotonic() < end:
            soak.round()
    except DoesNotHold as error:
        print(f"{error}\nsoak: failed after {soak.counts}; SOAK_SEED={seed}; kept: {folder}", flush=True)
        return 1
    shutil.rmtree(folder)
    print("soak: " + ", ".join(f"{count} {what}" for what, count in soak.counts.items()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
