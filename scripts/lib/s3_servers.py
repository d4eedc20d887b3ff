"""SeaweedFS and the proxy that makes requests fail, as processes of a script; they end with it."""

import contextlib
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
PROGRAMS = Path(os.environ.get("ELASTO_VENV", HOUSE / ".venv")) / "bin"


def is_unused(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def ports_with_companions(count: int) -> list[int]:
    """SeaweedFS takes the port 10,000 above each for gRPC."""
    ports: list[int] = []
    while len(ports) < count:
        port = random.randrange(15_000, 30_000)
        if port not in ports and is_unused(port) and is_unused(port + 10_000):
            ports.append(port)
    return ports


def end(process: subprocess.Popen | None, number: int = signal.SIGTERM) -> None:
    if process is None:
        return
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


class SeaweedFS:
    """A server with one identity; `kill` and `start` again keep its data."""

    ACCESS_KEY, SECRET_KEY = "kill-campaign", "secret-of-the-campaign"
    # There when the server is ready.
    BUCKET = "campaign"

    def __init__(self, folder: Path):
        self.folder = folder
        self.process: subprocess.Popen | None = None
        (folder / "data").mkdir(parents=True)
        (folder / "s3.json").write_text(
            json.dumps(
                {
                    "identities": [
                        {
                            "name": "campaign",
                            "credentials": [{"accessKey": self.ACCESS_KEY, "secretKey": self.SECRET_KEY}],
                            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
                        }
                    ]
                }
            )
        )
        self.master, self.volume, self.filer, self.port = ports_with_companions(4)

    def start(self) -> None:
        command = [str(PROGRAMS / "weed"), "-logtostderr=true", "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
        command += [f"-dir={self.folder}/data", f"-master.port={self.master}", f"-volume.port={self.volume}"]
        command += ["-filer", f"-filer.port={self.filer}", "-s3", f"-s3.port={self.port}"]
        command += [f"-s3.config={self.folder}/s3.json", "-volume.max=200", "-master.volumeSizeLimitMB=1024"]
        command += ["-master.telemetry=false", "-s3.port.iceberg=0", "-s3.port.lance=0"]
        # After a kill the only master waits for that long before it elects itself.
        command += ["-master.electionTimeout=1s"]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=end_with_parent
            )

    def wait_until_ready(self, seconds: float = 90) -> None:
        """Until an object can be put, which takes all of its parts."""
        deadline = time.monotonic() + seconds
        while not self.ask("create", "ready"):
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f"SeaweedFS does not start; see {self.folder}/log")
            time.sleep(0.2)

    def create_bucket(self, name: str) -> None:
        if not self.ask("create", name):
            raise RuntimeError(f"SeaweedFS makes no bucket {name}; see {self.folder}/log")

    def delete_bucket(self, name: str) -> None:
        """With all that is in it; the space is free again."""
        self.ask("delete", name)

    def ask(self, action: str, bucket: str) -> bool:
        command = [str(PROGRAMS / "python"), "-c", BUCKETS, str(self.port), self.ACCESS_KEY, self.SECRET_KEY]
        command += [action, bucket]
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0

    def stop(self, number: int = signal.SIGTERM) -> None:
        end(self.process, number)


BUCKETS = """
import sys, boto3, botocore.config
port, key, secret, action, bucket = sys.argv[1:]
s3 = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", aws_access_key_id=key, aws_secret_access_key=secret,
    region_name="us-east-1", config=botocore.config.Config(retries={"max_attempts": 0}, connect_timeout=2, read_timeout=30))
if action == "delete":
    s3.delete_bucket(Bucket=bucket)
else:
    if bucket not in [found["Name"] for found in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="ready", Body=b"1")
"""


class Proxy:
    """On a free port, or on that of one that was stopped."""

    def __init__(self, upstream_port: int, rate: float, seed: int, folder: Path, port: int = 0):
        command = [sys.executable, str(HOUSE / "scripts" / "lib" / "fault_proxy.py")]
        command += ["--upstream", f"127.0.0.1:{upstream_port}", "--rate", str(rate), "--seed", str(seed)]
        command += ["--stats", str(folder / "proxy.json"), "--listen", f"127.0.0.1:{port}"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, preexec_fn=end_with_parent
        )
        self.port = int(re.search(r":(\d+),", self.process.stdout.readline()).group(1))

    def statistics(self) -> dict:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.port}/__stats", timeout=20) as reply:
            return json.load(reply)

    def stop(self, number: int = signal.SIGTERM) -> None:
        end(self.process, number)
        self.process.stdout.close()


def end_with_parent() -> None:
    """Linux sends SIGKILL when the script is gone, however it went."""
    import ctypes

    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
    if os.getppid() == 1:
        os._exit(1)
