"""The NBD server beside nbdkit: the same file on a tmpfs, the same jobs by fio's nbd engine.

In each round both do every job, one right after the other, and take turns in going first. What counts is the ratio within
a round: what slows the machine down for a minute slows both.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

# Name, what fio is told, and whether the rate is operations or bytes.
JOBS = {
    "4k randread qd1": (["--rw=randread", "--bs=4k", "--iodepth=1"], "kIOPS"),
    "4k randread qd32": (["--rw=randread", "--bs=4k", "--iodepth=32"], "kIOPS"),
    "4k randwrite qd1": (["--rw=randwrite", "--bs=4k", "--iodepth=1"], "kIOPS"),
    "4k randwrite qd32": (["--rw=randwrite", "--bs=4k", "--iodepth=32"], "kIOPS"),
    "128k read qd8": (["--rw=read", "--bs=128k", "--iodepth=8"], "MB/s"),
    "128k write qd8": (["--rw=write", "--bs=128k", "--iodepth=8"], "MB/s"),
    "1M read qd8": (["--rw=read", "--bs=1M", "--iodepth=8"], "MB/s"),
    "1M write qd8": (["--rw=write", "--bs=1M", "--iodepth=8"], "MB/s"),
    "4k randwrite qd1 fsync": (["--rw=randwrite", "--bs=4k", "--iodepth=1", "--fsync=1"], "kIOPS"),
}


class JobFailed(Exception):
    """fio or a server did not do its work; its figures would mean nothing."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench-volume",
        description="Measures the NBD server beside nbdkit's file plugin. The file lies in BENCH_DIR (default /dev/shm).",
    )
    parser.add_argument("--elasto-bench", metavar="BINARY", required=True)
    parser.add_argument("--mib", type=int, default=1024, help="of the file (default: 1024)")
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("BENCH_ROUNDS", "5")))
    parser.add_argument("--seconds", type=float, default=3, help="of a job (default: 3)")
    parser.add_argument("--only", metavar="TEXT", default="", help="jobs whose names contain it")
    parser.add_argument("--measured", action="store_true", help="count as `volume serve` does")
    return parser.parse_args()


@dataclass
class Result:
    """Operations a second, bytes a second, and the server's CPU time for an operation in seconds."""

    operations: float
    bytes: float
    cpu: float
    """Per cent of a processor that fio used."""
    client: float


class Server:
    name: str

    def __init__(self) -> None:
        self.process: subprocess.Popen | None = None
        self.results: dict[str, list[Result]] = {}

    def command(self, file: Path, port: int) -> list[str]:
        raise NotImplementedError

    def start(self, file: Path) -> None:
        self.port = unused_port()
        self.process = subprocess.Popen(
            self.command(file, self.port), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=sys.stderr
        )
        for _ in range(1000):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        raise JobFailed(f"{self.name} does not listen")

    def cpu(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


class Elasto(Server):
    name = "elasto"

    def __init__(self, binary: str, flags: list[str]):
        super().__init__()
        self.binary, self.flags = str(Path(binary).resolve()), flags

    def command(self, file: Path, port: int) -> list[str]:
        return [self.binary, "nbd", str(file), "--port", str(port), *self.flags]


class Nbdkit(Server):
    name = "nbdkit"

    def command(self, file: Path, port: int) -> list[str]:
        return ["nbdkit", "-f", "-i", "127.0.0.1", "-p", str(port), "file", str(file)]


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(server: Server, flags: list[str], seconds: float) -> Result:
    before = server.cpu()
    done = subprocess.run(
        ["fio", "--name=job", "--ioengine=nbd", f"--uri=nbd://127.0.0.1:{server.port}/", "--time_based", "--norandommap"]
        + [f"--runtime={seconds:g}", "--output-format=json", *flags],
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise JobFailed(f"fio with {server.name}: {done.stderr or done.stdout}")
    job = json.loads(done.stdout[done.stdout.index("{") :])["jobs"][0]
    if job["error"] != 0:
        raise JobFailed(f"fio with {server.name}: error {job['error']}")
    parts = [job["read"], job["write"]]
    count = sum(part["total_ios"] for part in parts)
    return Result(
        sum(part["iops"] for part in parts),
        sum(part["bw_bytes"] for part in parts),
        (server.cpu() - before) / max(1, count),
        job["usr_cpu"] + job["sys_cpu"],
    )


def rate(result: Result, unit: str) -> float:
    return result.operations / 1000 if unit == "kIOPS" else result.bytes / 1e6


def table(elasto: Server, nbdkit: Server, jobs: dict) -> str:
    lines = ["| job | elasto | nbdkit | ratio | µs CPU | µs CPU | ratio |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for name, (_, unit) in jobs.items():
        ours, theirs = elasto.results[name], nbdkit.results[name]
        rates = [statistics.median(rate(result, unit) for result in list) for list in (ours, theirs)]
        costs = [statistics.median(result.cpu * 1e6 for result in list) for list in (ours, theirs)]
        speed = statistics.median(one.operations / two.operations for one, two in zip(ours, theirs))
        cost = statistics.median(one.cpu / max(two.cpu, 1e-9) for one, two in zip(ours, theirs))
        verdict = "" if speed >= 1 and cost <= 1.2 else " missed"
        digits = 1 if unit == "kIOPS" else 0
        lines.append(
            f"| {name}, {unit} | {rates[0]:.{digits}f} | {rates[1]:.{digits}f} | {speed:.2f} "
            f"| {costs[0]:.1f} | {costs[1]:.1f} | {cost:.2f}{verdict} |"
        )
    return "\n".join(lines)


def main() -> int:
    options = arguments()
    jobs = {name: job for name, job in JOBS.items() if options.only in name}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    folder = Path(tempfile.mkdtemp(prefix="elasto-bench-", dir=os.environ.get("BENCH_DIR", "/dev/shm")))
    servers = [Elasto(options.elasto_bench, ["--measured"] if options.measured else []), Nbdkit()]
    try:
        file = folder / "disk"
        with file.open("wb") as disk:
            for _ in range(options.mib):
                disk.write(os.urandom(1 << 20))
        for server in servers:
            server.start(file)
        for number in range(options.rounds):
            for name, (flags, unit) in jobs.items():
                for server in servers if number % 2 == 0 else reversed(servers):
                    result = run(server, flags, options.seconds)
                    server.results.setdefault(name, []).append(result)
                    print(
                        f"  {number + 1} {name:24} {server.name:7} {rate(result, unit):9.1f} {unit:6} "
                        f"{result.cpu * 1e6:7.1f} µs CPU  fio {result.client:3.0f} % busy",
                        file=sys.stderr,
                        flush=True,
                    )
    except JobFailed as error:
        print(f"scripts/bench-volume: {error}", file=sys.stderr)
        return 1
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"medians of {options.rounds} rounds of {options.seconds:g} s; {options.mib} MiB on a tmpfs; goal: rate 1.00 and more, ", end="")
    print(f"CPU 1.20 and less\n\n{table(*servers, jobs)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
