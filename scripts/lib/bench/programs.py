"""The programs that are compared: for each operation, the command that does it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from s3_servers import SeaweedFS

PASSWORD = "correct horse battery staple"


class Program:
    """One program with its own folder, made anew for every round.

    `store` is run three times: first, again unchanged, and again after a change. `restore` brings the source back.
    """

    name = ""
    settings = ""
    # Whether a second `store` brings an older one up to date.
    updates = True

    def __init__(self, source: Path, folder: Path):
        self.source, self.folder = source, folder
        self.repository = folder / "repository"
        # A server that holds the repository instead of the folder; each program's lies under its folder's name.
        self.server: SeaweedFS | None = None

    def version(self) -> str:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {}

    def prepare(self) -> list[list[str]]:
        """Commands that come before the first measurement."""
        return []

    def store(self) -> list[str]:
        raise NotImplementedError

    def open(self) -> list[str] | None:
        """What does little more than to open the repository; `None` where that is no step of its own."""
        return None

    def restore(self, destination: Path) -> list[str]:
        raise NotImplementedError

    def restored(self, destination: Path) -> Path:
        """Where the source's own folder is after `restore`."""
        return destination


def keys_of(server: SeaweedFS | None) -> dict[str, str]:
    if server is None:
        return {}
    return {"AWS_ACCESS_KEY_ID": server.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": server.SECRET_KEY}


def first_line(*command: str) -> str:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return (done.stdout or done.stderr).strip().split("\n")[0]


class ElastoSync(Program):
    name = "elasto-sync"
    settings = "defaults"

    def __init__(self, source, folder, binary: Path):
        super().__init__(source, folder)
        self.binary = str(binary.resolve())
        self.manifest = folder / "elasto.yaml"

    def version(self):
        return first_line(self.binary, "--version")

    def environment(self):
        folders = {"STATE_DIRECTORY": str(self.folder / "state"), "CACHE_DIRECTORY": str(self.folder / "cache")}
        return folders | keys_of(self.server)

    def prepare(self):
        key = self.folder / "vault.key"
        key.write_text(PASSWORD)
        key.chmod(0o600)
        provider, place = "", str(self.repository)
        if self.server:
            keys = "credentials: { access-key-id: { env: AWS_ACCESS_KEY_ID }, "
            keys += "secret-access-key: { env: AWS_SECRET_ACCESS_KEY } }"
            endpoint = f'endpoint: "http://127.0.0.1:{self.server.port}"'
            provider = f"providers: {{ weed: {{ type: s3, {endpoint}, {keys} }} }}\n"
            place = f"weed:{self.server.BUCKET}/{self.folder.name}"
        self.manifest.write_text(
            "version: 1\n"
            "host: bench\n"
            f'{provider}sources: {{ tree: {{ paths: ["{self.source}"] }} }}\n'
            f'targets: {{ vault: {{ repository: "{place}", password: {{ file: vault.key }} }} }}\n'
            "jobs: { bench: { from: [tree], to: [vault] } }\n"
        )
        self.manifest.chmod(0o600)
        return [[self.binary, "-f", str(self.manifest), "init", "--target", "vault"]]

    def store(self):
        return [self.binary, "-f", str(self.manifest), "apply", "--auto-approve", "--job", "bench"]

    def open(self):
        # Finds the key, reads the config and the snapshots.
        return [self.binary, "-f", str(self.manifest), "snapshots", "--target", "vault"]

    def restore(self, destination):
        command = [self.binary, "-f", str(self.manifest), "restore", "latest", "--target", "vault"]
        return [*command, "--to", str(destination)]

    def restored(self, destination):
        return destination / self.source.relative_to("/")


class Restic(Program):
    settings = "compression auto"

    def __init__(self, source, folder, binary: str):
        super().__init__(source, folder)
        self.binary = binary
        self.name = f"restic {self.number()}"

    def number(self) -> str:
        found = re.search(r"\d+(\.\d+)+", self.version())
        return found.group() if found else "?"

    def version(self):
        return first_line(self.binary, "version")

    def environment(self):
        place = str(self.repository)
        if self.server:
            place = f"s3:http://127.0.0.1:{self.server.port}/{self.server.BUCKET}/{self.folder.name}"
        return {
            "RESTIC_REPOSITORY": place,
            "RESTIC_PASSWORD": PASSWORD,
            "RESTIC_CACHE_DIR": str(self.folder / "cache"),
        } | keys_of(self.server)

    def prepare(self):
        return [[self.binary, "init", "--quiet", "--repository-version", "2"]]

    def store(self):
        return [self.binary, "backup", "--quiet", "--host", "bench", str(self.source)]

    def open(self):
        return [self.binary, "cat", "config", "--no-lock"]

    def restore(self, destination):
        return [self.binary, "restore", "--quiet", "latest", "--target", str(destination)]

    def restored(self, destination):
        return destination / self.source.relative_to("/")


class Borg(Program):
    name = "borg"
    settings = "repokey-blake2, zstd,3"

    def __init__(self, source, folder, binary: str):
        super().__init__(source, folder)
        self.binary = binary
        self.archives = 0

    def version(self):
        return first_line(self.binary, "--version")

    def environment(self):
        return {
            "BORG_PASSPHRASE": PASSWORD,
            "BORG_BASE_DIR": str(self.folder / "base"),
            "BORG_REPO": str(self.repository),
        }

    def prepare(self):
        return [[self.binary, "init", "--encryption", "repokey-blake2"]]

    def store(self):
        self.archives += 1
        return [self.binary, "create", "--compression", "zstd,3", f"::run{self.archives}", str(self.source)]

    def restore(self, destination):
        return [self.binary, "extract", f"::run{self.archives}"]

    def restored(self, destination):
        return destination / self.source.relative_to("/")


class Rclone(Program):
    name = "rclone copy"
    settings = "defaults; no encryption, no history"

    def __init__(self, source, folder, binary: str):
        super().__init__(source, folder)
        self.binary = binary

    def version(self):
        return first_line(self.binary, "version")

    def environment(self):
        return {"RCLONE_CONFIG": str(self.folder / "rclone.conf")}

    def prepare(self):
        (self.folder / "rclone.conf").touch()
        return []

    def store(self):
        return [self.binary, "copy", "--links", str(self.source), str(self.repository)]

    def restore(self, destination):
        return [self.binary, "copy", "--links", str(self.repository), str(destination)]


class Copy(Program):
    name = "cp -a"
    settings = "no encryption, no history"
    updates = False

    def version(self):
        return first_line("cp", "--version")

    def store(self):
        return ["cp", "-a", str(self.source), str(self.repository)]

    def restore(self, destination):
        return ["cp", "-a", f"{self.repository}/.", str(destination)]


def available(arguments) -> list:
    """(name, maker) of every program that is there and asked for; a maker takes the source and a folder."""
    venv = Path(".venv/bin").resolve()
    makers = []
    if arguments.elasto_sync:
        makers.append(lambda source, folder: ElastoSync(source, folder, Path(arguments.elasto_sync)))
    for binary in arguments.restic or ["restic"]:
        found = shutil.which(binary)
        if found:
            makers.append(lambda source, folder, found=found: Restic(source, folder, os.path.abspath(found)))
    makers.append(lambda source, folder: Borg(source, folder, str(venv / "borg")))
    makers.append(lambda source, folder: Rclone(source, folder, str(venv / "rclone")))
    makers.append(Copy)
    probe = [(maker(Path("/"), Path("/")).name, maker) for maker in makers]
    wanted = arguments.only.split(",") if arguments.only else None
    return [(name, maker) for name, maker in probe if wanted is None or name.split()[0] in wanted]
