"""rclone's backends for blobs and files against the emulated account."""

import hashlib
import json
import os
import subprocess
import tempfile
import uuid
from pathlib import Path

from azure.storage.fileshare import ShareServiceClient

from .emulator import HOUSE


class RcloneCases:
    def __init__(self, emulator):
        self.environment = {**os.environ, **emulator.rclone}
        self.shares = ShareServiceClient.from_connection_string(emulator.connection_string, retry_total=0)

    def all(self):
        for name in sorted(dir(self)):
            if name.startswith("case_"):
                yield name[5:].replace("_", " "), getattr(self, name)

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(HOUSE / ".venv" / "bin" / "rclone"), "--retries", "1", *arguments],
            env=self.environment, capture_output=True, text=True, errors="surrogateescape")

    @staticmethod
    def tree(folder: Path) -> None:
        for name, size in [("a.txt", 10), ("b/c.bin", 100_000), ("b/d e+f%.dat", 3), ("empty", 0), ("ü/x", 5000)]:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((hashlib.sha256(name.encode()).digest() * (size // 32 + 1))[:size])

    def case_trees(self, check):
        container = f"az:r-{uuid.uuid4().hex[:12]}"
        with tempfile.TemporaryDirectory() as temporary:
            source, back = Path(temporary) / "source", Path(temporary) / "back"
            self.tree(source)
            check.equal("mkdir", self.run("mkdir", container).returncode, 0)
            check.equal("copy", self.run("copy", str(source), f"{container}/tree").returncode, 0)
            check.equal("check", self.run("check", str(source), f"{container}/tree").returncode, 0)
            check.equal("check by bytes", self.run("check", "--download", str(source), f"{container}/tree").returncode, 0)
            listed = self.run("lsf", "-R", "--files-only", f"{container}/tree").stdout.split("\n")
            check.equal("lsf", sorted(filter(None, listed)), ["a.txt", "b/c.bin", "b/d e+f%.dat", "empty", "ü/x"])
            size = json.loads(self.run("size", "--json", f"{container}/tree").stdout)
            check.equal("size", (size["count"], size["bytes"]), (5, 105_013))
            check.equal("copy back", self.run("copy", f"{container}/tree", str(back)).returncode, 0)
            same = subprocess.run(["diff", "-r", str(source), str(back)], capture_output=True)
            check.equal("the same tree", same.stdout, b"")
            again = self.run("copy", "-v", "--stats-one-line", str(source), f"{container}/tree")
            check.true("nothing to copy again", "Copied (new)" not in again.stderr)
            (source / "a.txt").write_bytes(b"changed!!!!")
            (source / "empty").unlink()
            check.equal("sync", self.run("sync", str(source), f"{container}/tree").returncode, 0)
            check.equal("check after it", self.run("check", str(source), f"{container}/tree").returncode, 0)
            check.equal("copied in the account", self.run("copy", f"{container}/tree", f"{container}/copy").returncode, 0)
            check.equal("check of both", self.run("check", f"{container}/tree", f"{container}/copy").returncode, 0)
            check.equal("moved", self.run("moveto", f"{container}/copy/a.txt", f"{container}/copy/z.txt").returncode, 0)
            check.equal("where it went", self.run("cat", f"{container}/copy/z.txt").stdout, "changed!!!!")
            check.equal("deleted", self.run("deletefile", f"{container}/copy/z.txt").returncode, 0)
            check.equal("it is gone", self.run("lsf", "--files-only", f"{container}/copy", "--include", "z.txt").stdout, "")
            check.equal("times", self.run("lsl", f"{container}/tree/b/c.bin").stdout.split()[0], "100000")
            check.equal("purge", self.run("purge", container).returncode, 0)

    def case_large_files_in_blocks(self, check):
        container = f"az:r-{uuid.uuid4().hex[:12]}"
        with tempfile.TemporaryDirectory() as temporary:
            path = Path(temporary) / "large"
            path.write_bytes(os.urandom(20_000_001))
            self.run("mkdir", container)
            options = ["--azureblob-chunk-size", "4Mi", "--azureblob-upload-concurrency", "4"]
            check.equal("copy", self.run("copy", *options, str(path), container).returncode, 0)
            check.equal("check by bytes", self.run("check", "--download", str(path.parent), container).returncode, 0)
            found = self.run("hashsum", "MD5", f"{container}/large").stdout.split()[:1]
            check.equal("its MD5", found, [hashlib.md5(path.read_bytes()).hexdigest()])
            tail = self.run("cat", "--offset", "19999990", f"{container}/large")
            check.equal("its end", tail.stdout.encode("utf-8", "surrogateescape"), path.read_bytes()[19_999_990:])
            check.equal("tier", self.run("settier", "Cool", f"{container}/large").returncode, 0)

    def case_trees_of_files(self, check):
        share = self.shares.create_share(f"r-{uuid.uuid4().hex[:12]}")
        self.environment["RCLONE_CONFIG_AF_SHARE_NAME"] = share.share_name
        with tempfile.TemporaryDirectory() as temporary:
            source, back = Path(temporary) / "source", Path(temporary) / "back"
            self.tree(source)
            (source / "b" / "large").write_bytes(os.urandom(9_000_001))
            check.equal("copy", self.run("copy", str(source), "af:tree").returncode, 0)
            check.equal("check", self.run("check", str(source), "af:tree").returncode, 0)
            check.equal("check by bytes", self.run("check", "--download", str(source), "af:tree").returncode, 0)
            listed = self.run("lsf", "-R", "--files-only", "af:tree").stdout.split("\n")
            check.equal("lsf", sorted(filter(None, listed)),
                        ["a.txt", "b/c.bin", "b/d e+f%.dat", "b/large", "empty", "ü/x"])
            check.equal("copy back", self.run("copy", "af:tree", str(back)).returncode, 0)
            same = subprocess.run(["diff", "-r", str(source), str(back)], capture_output=True)
            check.equal("the same tree", same.stdout, b"")
            again = self.run("copy", "-v", "--stats-one-line", str(source), "af:tree")
            check.true("nothing to copy again", "Copied (new)" not in again.stderr)
            (source / "a.txt").write_bytes(b"changed!!!!")
            (source / "empty").unlink()
            check.equal("sync", self.run("sync", str(source), "af:tree").returncode, 0)
            check.equal("check after it", self.run("check", str(source), "af:tree").returncode, 0)
            check.equal("moved", self.run("moveto", "af:tree/a.txt", "af:tree/z.txt").returncode, 0)
            check.equal("where it went", self.run("cat", "af:tree/z.txt").stdout, "changed!!!!")
            check.equal("a directory moved", self.run("move", "af:tree/b", "af:tree/c").returncode, 0)
            check.equal("where that went", self.run("lsf", "af:tree/c").stdout.split("\n")[:3], ["c.bin", "d e+f%.dat", "large"])
            check.equal("purge", self.run("purge", "af:tree").returncode, 0)
            check.equal("nothing is left", list(share.list_directories_and_files()), [])
