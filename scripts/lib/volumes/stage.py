"""Stores, and `volume serve` of volumes on them, as processes of a script; they end with it."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import nbd

from azure_suite.emulator import ACCOUNT, KEY, Emulator
from s3_servers import PROGRAMS, SeaweedFS, end_with_parent

# Where the bytes of a volume can be.
BACKINGS = ("disk", "weed", "az")


class Failed(Exception):
    """What must hold does not."""


class Stores:
    """A folder, SeaweedFS and an emulated account, those of them that are asked for."""

    CONTAINER = "volumes"

    def __init__(self, folder: Path, backings: tuple[str, ...], emulator: Path, *emulator_flags: str):
        self.folder = folder
        self.weed: SeaweedFS | None = None
        self.azure: Emulator | None = None
        folder.mkdir(exist_ok=True)
        if "disk" in backings:
            (folder / "disk").mkdir()
        if "weed" in backings:
            self.weed = SeaweedFS(folder / "weed")
            self.weed.start()
            self.weed.wait_until_ready()
            self.weed.create_bucket(self.CONTAINER)
        if "az" in backings:
            self.azure = Emulator(*emulator_flags, binary=emulator)
            self.azure.__enter__()
            create = "import sys; from azure.storage.blob import ContainerClient as Container\n"
            create += "Container.from_connection_string(*sys.argv[1:], api_version='2021-12-02').create_container()"
            command = [str(PROGRAMS / "python"), "-c", create, self.azure.connection_string, self.CONTAINER]
            subprocess.run(command, stdin=subprocess.DEVNULL, check=True)

    def providers(self, ports: dict[str, int] | None = None) -> str:
        """The manifest's section; `ports` are those of what stands before a server."""
        ports = ports or {}
        lines = ["providers:"]
        if (self.folder / "disk").exists():
            lines.append(f"  disk: {{ type: file, path: {self.folder}/disk }}")
        if self.weed:
            lines.append(
                f'  weed: {{ type: s3, endpoint: "http://127.0.0.1:{ports.get("weed", self.weed.port)}", addressing: path, '
                f"region: us-east-1, credentials: {{ access-key-id: {{ env: WEED_KEY }}, "
                f"secret-access-key: {{ env: WEED_SECRET }} }} }}"
            )
        if self.azure:
            lines.append(
                f'  az: {{ type: azure, account: {ACCOUNT}, endpoint: "http://127.0.0.1:{ports.get("az", self.azure.port)}/{ACCOUNT}", '
                f"credentials: {{ shared-key: {{ env: AZ_KEY }} }} }}"
            )
        return "\n".join(lines) + "\n"

    def environment(self) -> dict[str, str]:
        return {"WEED_KEY": SeaweedFS.ACCESS_KEY, "WEED_SECRET": SeaweedFS.SECRET_KEY, "AZ_KEY": KEY}

    def place(self, backing: str, key: str) -> str:
        return f"{backing}:{self.CONTAINER}/{key}"

    def stop(self) -> None:
        if self.weed:
            self.weed.stop(signal.SIGKILL)
        if self.azure:
            self.azure.__exit__()


class Server:
    """One `volume serve` of all volumes of a manifest."""

    def __init__(self, stage: "Stage", names: tuple[str, ...]):
        self.stage, self.names = stage, names
        self.log = open(stage.folder / "serve.log", "ab")
        self.process = stage.start(self.log, "volume", "serve", *names)

    def wait_until_ready(self, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        for name in self.names:
            while not self.stage.answers(name):
                if self.process.poll() is not None:
                    raise Failed(f"volume serve ended with {self.process.returncode}; see {self.log.name}")
                if time.monotonic() > deadline:
                    raise Failed(f"{name} was not served within {seconds:.0f} s; see {self.log.name}")
                time.sleep(0.02)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.log.close()

    def reload(self) -> None:
        self.process.send_signal(signal.SIGHUP)

    def stop(self, seconds: float = 120) -> None:
        """Ends it as a service manager does; what it cached must be stored by then."""
        self.process.terminate()
        try:
            status = self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            self.kill()
            raise Failed(f"volume serve did not stop within {seconds:.0f} s") from error
        self.log.close()
        if status != 0:
            raise Failed(f"volume serve ended with {status}; see {self.log.name}")

    @property
    def resident_bytes(self) -> int:
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


class Stage:
    """A folder with a manifest, its state, and a Unix socket for each volume.

    The folder's path must be short: a Unix socket's may have 107 bytes.
    """

    def __init__(self, folder: Path, binary: Path, stores: Stores):
        self.folder, self.binary, self.stores = folder, str(binary.resolve()), stores
        folder.mkdir(exist_ok=True)
        self.environment = {
            **os.environ,
            **stores.environment(),
            "STATE_DIRECTORY": f"{folder}/state",
            "CACHE_DIRECTORY": f"{folder}/cache",
        }

    def declare(self, volumes: dict[str, str], ports: dict[str, int] | None = None) -> None:
        """Writes the manifest: for each name what stands behind it, but for `serve`, as YAML in flow style
        (`size: 64 MiB, backing: "disk:a"`)."""
        lines = ["version: 1", self.stores.providers(ports) + "volumes:"]
        for name, entry in volumes.items():
            lines.append(f'  {name}: {{ {entry}, serve: {{ nbd: {{ listen: "unix:{self.socket(name)}" }} }} }}')
        changed = self.folder / "elasto.yaml.new"
        changed.write_text("\n".join(lines) + "\n")
        changed.chmod(0o600)
        changed.rename(self.folder / "elasto.yaml")

    def socket(self, name: str) -> Path:
        return self.folder / f"{name}.nbd"

    def address(self, name: str) -> str:
        return f"nbd+unix:///{name}?socket={self.socket(name)}"

    def start(self, output, *arguments: str) -> subprocess.Popen:
        command = [self.binary, "-f", str(self.folder / "elasto.yaml"), *arguments]
        return subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=end_with_parent,
        )

    def run(self, *arguments: str, seconds: float = 300) -> None:
        with open(self.folder / "commands.log", "ab") as log:
            log.write(f"== {' '.join(arguments)}\n".encode())
            log.flush()
            process = self.start(log, *arguments)
            try:
                status = process.wait(timeout=seconds)
            except subprocess.TimeoutExpired as error:
                process.kill()
                process.wait()
                raise Failed(f"{' '.join(arguments)} did not end within {seconds:.0f} s; see {log.name}") from error
        if status != 0:
            raise Failed(f"{' '.join(arguments)} ended with {status}; see {log.name}")

    def serve(self, *names: str) -> Server:
        server = Server(self, names)
        try:
            server.wait_until_ready()
        except Failed:
            server.process.kill()
            server.process.wait()
            raise
        return server

    def answers(self, name: str) -> bool:
        try:
            self.connect(name).shutdown()
        except nbd.Error:
            return False
        return True

    def connect(self, name: str) -> nbd.NBD:
        client = nbd.NBD()
        client.add_meta_context("base:allocation")
        client.connect_uri(self.address(name))
        return client

    def status(self, name: str) -> dict | None:
        """What the server tells of the volume over its control socket; `None` where none answers."""
        for path in (self.folder / "state" / "volumes").glob("*.control"):
            for status in ask(path):
                if status["name"] == name:
                    return status
        return None


class ControlConnection(http.client.HTTPConnection):
    def __init__(self, path: Path):
        super().__init__("localhost", timeout=20)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


def ask(path: Path) -> list[dict]:
    connection = ControlConnection(path)
    try:
        connection.request("GET", "/volumes")
        return json.loads(connection.getresponse().read())
    except OSError:
        return []
    finally:
        connection.close()


def say(text: str) -> None:
    print(text, flush=True)
