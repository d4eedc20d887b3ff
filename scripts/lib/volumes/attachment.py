"""A served volume as a disk of this machine: nbdfuse makes it a file, a loop device makes that a disk."""

import signal
import subprocess
import time
from pathlib import Path

from s3_servers import end, end_with_parent
from volumes.stage import Failed, Stage

PATIENCE = 900.0


def call(log: Path, *command: str, may_fail: bool = False) -> str:
    """Runs a program; what it says also goes into `log`."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=PATIENCE,
            preexec_fn=end_with_parent,
        )
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{' '.join(command)} did not end within {PATIENCE:.0f} s") from error
    with open(log, "a") as file:
        file.write(f"== {' '.join(command)}\n{done.stdout}")
    if done.returncode != 0 and not may_fail:
        raise Failed(f"{' '.join(command)} ended with {done.returncode}: {done.stdout[-300:]}; see {log}")
    return done.stdout


class Attachment:
    """From `with` on, `disk` is a file with the volume's bytes, and can be mounted; then all of it is taken down.

    A new one has nothing in any cache of the kernel: what is read through it comes from the server.
    """

    def __init__(self, stage: Stage, name: str):
        self.stage, self.name = stage, name
        self.fuse, self.mount_point = stage.folder / "fuse", stage.folder / "mnt"
        self.disk = self.fuse / "disk"
        self.log = stage.folder / "commands.log"
        self.is_mounted = False

    def __enter__(self) -> "Attachment":
        for folder in (self.fuse, self.mount_point):
            folder.mkdir(exist_ok=True)
        with open(self.log, "ab") as log:
            self.program = subprocess.Popen(
                ["nbdfuse", str(self.disk), self.stage.address(self.name)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=end_with_parent,
            )
        try:
            self.wait_until_ready()
        except BaseException:
            self.take_down()
            raise
        return self

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 60
        while not (self.disk.exists() and self.disk.stat().st_size):
            if self.program.poll() is not None or time.monotonic() > deadline:
                raise Failed(f"nbdfuse does not attach {self.name}; see {self.log}")
            time.sleep(0.05)

    def call(self, *command: str, may_fail: bool = False) -> str:
        return call(self.log, *command, may_fail=may_fail)

    def mount(self) -> Path:
        """`mount` makes a loop device that goes when it is unmounted, whoever does that."""
        self.call("mount", "-o", "loop", str(self.disk), str(self.mount_point))
        self.is_mounted = True
        # Past the page cache of the file: many requests are under way, and nothing is kept twice.
        loop = self.call("findmnt", "-n", "-o", "SOURCE", str(self.mount_point)).strip()
        self.call("losetup", "--direct-io=on", loop)
        return self.mount_point

    def unmount(self) -> None:
        self.call("umount", str(self.mount_point))
        self.is_mounted = False

    def take_down(self) -> None:
        """Also where the server is gone, and nothing can be written any more."""
        if self.is_mounted:
            self.call("umount", str(self.mount_point), may_fail=True)
            self.call("umount", "-l", str(self.mount_point), may_fail=True)
            self.is_mounted = False
        self.call("fusermount3", "-u", str(self.fuse), may_fail=True)
        try:
            self.program.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.call("fusermount3", "-uz", str(self.fuse), may_fail=True)
            end(self.program, signal.SIGKILL)

    def __exit__(self, *_) -> None:
        self.take_down()
