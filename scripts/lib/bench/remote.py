"""`elasto-sync remote` beside s5cmd and rclone: one large file and many small ones, put and fetched, on SeaweedFS.

In each round every program does every piece of work, and another one goes first. What counts is the ratio within a round:
what slows the machine down for a minute slows all of them.
"""

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from s3_servers import PROGRAMS, SeaweedFS

from . import measure
from .measure import Cost

WORK = ["put large", "get large", "put small", "get small"]
# Of the objects that are fetched; all programs fetch the same ones.
SHARED = "shared"
OWN = "own"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench-remote",
        description="Measures elasto-sync remote beside s5cmd and rclone. Files and server lie in BENCH_DIR (default "
        "/dev/shm), which takes three times the large file: it and an object of it, and another one of either.",
    )
    parser.add_argument("--elasto-sync", metavar="BINARY", required=True)
    parser.add_argument("--gib", type=float, default=4, help="of the large file (default: 4)")
    parser.add_argument("--files", type=int, default=10_000, help="of 16 KiB each (default: 10000)")
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("BENCH_ROUNDS", "3")))
    parser.add_argument("--work", metavar="WORK,…", help=f"of {', '.join(WORK)}")
    return parser.parse_args()


class Program:
    name: str

    def __init__(self, server: SeaweedFS):
        self.server = server
        self.costs: dict[str, list[Cost]] = {}

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def environment(self) -> dict[str, str]:
        return {
            "AWS_ACCESS_KEY_ID": self.server.ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": self.server.SECRET_KEY,
            "AWS_REGION": "us-east-1",
            "RCLONE_CONFIG": "/dev/null",
            "RCLONE_CONFIG_WEED_TYPE": "s3",
            "RCLONE_CONFIG_WEED_PROVIDER": "Other",
            "RCLONE_CONFIG_WEED_ENDPOINT": self.endpoint,
            "RCLONE_CONFIG_WEED_ENV_AUTH": "true",
        }


class ElastoSync(Program):
    name = "elasto-sync"

    def __init__(self, server: SeaweedFS, binary: str):
        super().__init__(server)
        self.binary = str(Path(binary).resolve())

    def version(self) -> str:
        return version([self.binary, "--version"])

    def put(self, source: Path, bucket: str) -> list[str]:
        flags = ["-r"] if source.is_dir() else []
        return [self.binary, "remote", "put", *flags, str(source), f"s3:{self.endpoint}/{bucket}/{source.name}"]

    def get(self, name: str, isFolder: bool) -> list[str]:
        flags = ["-r"] if isFolder else []
        return [self.binary, "remote", "get", *flags, f"s3:{self.endpoint}/{SHARED}/{name}", "got"]


class S5cmd(Program):
    name = "s5cmd"

    def base(self) -> list[str]:
        return [str(PROGRAMS / "s5cmd"), "--endpoint-url", self.endpoint]

    def version(self) -> str:
        return version([str(PROGRAMS / "s5cmd"), "version"])

    def put(self, source: Path, bucket: str) -> list[str]:
        what = f"{source}/" if source.is_dir() else str(source)
        return self.base() + ["cp", what, f"s3://{bucket}/{source.name}" + ("/" if source.is_dir() else "")]

    def get(self, name: str, isFolder: bool) -> list[str]:
        return self.base() + ["cp", f"s3://{SHARED}/{name}" + ("/*" if isFolder else ""), "got/" if isFolder else "got"]


class Rclone(Program):
    """By itself it moves four files at once; here as many as the others."""

    name = "rclone"

    def base(self) -> list[str]:
        return [str(PROGRAMS / "rclone"), "--transfers", "32", "--checkers", "32"]

    def version(self) -> str:
        return version([str(PROGRAMS / "rclone"), "version"])

    def put(self, source: Path, bucket: str) -> list[str]:
        verb = "copy" if source.is_dir() else "copyto"
        return self.base() + [verb, str(source), f"weed:{bucket}/{source.name}"]

    def get(self, name: str, isFolder: bool) -> list[str]:
        return self.base() + ["copy" if isFolder else "copyto", f"weed:{SHARED}/{name}", "got"]


def version(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()[0]


@dataclass
class Run:
    folder: Path
    server: SeaweedFS
    programs: list[Program]
    sources: dict[str, Path] = field(default_factory=dict)

    def prepare(self, gib: float, files: int, work: list[str]) -> None:
        self.server.create_bucket(SHARED)
        if any("large" in name for name in work):
            self.sources["large"] = self.folder / "large"
            write(self.sources["large"], int(gib * (1 << 30)))
        if any("small" in name for name in work):
            self.sources["small"] = self.folder / "small"
            self.sources["small"].mkdir()
            for number in range(files):
                write(self.sources["small"] / f"{number % 100:02d}-{number:05d}.bin", 16 << 10)
        # By a program that is neither of the two which are compared in the end.
        for name, source in self.sources.items():
            if f"get {name}" in work:
                measure.run(self.programs[-1].put(source, SHARED), self.folder, self.programs[-1].environment())

    def round(self, number: int, work: list[str]) -> None:
        turn = number % len(self.programs)
        for name in work:
            for program in self.programs[turn:] + self.programs[:turn]:
                cost = self.put(program, name[4:]) if name.startswith("put") else self.get(program, name[4:])
                program.costs.setdefault(name, []).append(cost)
                print(
                    f"  {program.name:12} {name:10} {cost.wall:7.2f} s wall {cost.cpu:7.2f} s CPU {cost.peak / 1024:5.0f} MiB",
                    file=sys.stderr,
                    flush=True,
                )

    def put(self, program: Program, what: str) -> Cost:
        self.server.create_bucket(OWN)
        cost = measure.run(program.put(self.sources[what], OWN), self.folder, program.environment())
        self.server.delete_bucket(OWN)
        return cost

    def get(self, program: Program, what: str) -> Cost:
        source = self.sources[what]
        cost = measure.run(program.get(what, source.is_dir()), self.folder, program.environment())
        got = self.folder / "got"
        compare = ["diff", "-r", str(source), str(got)] if source.is_dir() else ["cmp", str(source), str(got)]
        if subprocess.run(compare, stdout=subprocess.DEVNULL).returncode != 0:
            raise measure.ProgramFailed(f"{program.name} fetched something else than was put")
        shutil.rmtree(got) if got.is_dir() else got.unlink()
        return cost


def write(path: Path, size: int) -> None:
    with path.open("wb") as file:
        while size > 0:
            size -= file.write(os.urandom(min(size, 8 << 20)))


def table(programs: list[Program], work: list[str]) -> str:
    lines = ["| program | " + " | ".join(work) + " |", "| --- |" + " --- |" * len(work)]
    for program in programs:
        cells = []
        for name in work:
            costs = program.costs[name]
            wall, cpu, peak = (statistics.median(getattr(cost, what) for cost in costs) for what in ("wall", "cpu", "peak"))
            cells.append(f"{wall:.2f} / {cpu:.2f} / {peak / 1024:.0f}")
        lines.append(f"| {program.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def ratios(programs: list[Program], work: list[str]) -> str:
    ours, lines = programs[0], []
    for other in programs[1:]:
        for name in work:
            pairs = list(zip(ours.costs[name], other.costs[name]))
            wall = statistics.median(one.wall / two.wall for one, two in pairs)
            cpu = statistics.median(one.cpu / max(two.cpu, 0.01) for one, two in pairs)
            peak = statistics.median(one.peak / two.peak for one, two in pairs)
            verdict = "met" if wall <= 1 and peak <= 1 else "missed"
            lines.append(f"  {name} beside {other.name:7} wall {wall:5.2f}   CPU {cpu:5.2f}   memory {peak:5.2f}   {verdict}")
    return "\n".join(lines)


def main() -> int:
    options = arguments()
    work = options.work.split(",") if options.work else WORK
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    folder = Path(tempfile.mkdtemp(prefix="elasto-bench-", dir=os.environ.get("BENCH_DIR", "/dev/shm")))
    server = SeaweedFS(folder / "seaweedfs")
    programs = [ElastoSync(server, options.elasto_sync), S5cmd(server), Rclone(server)]
    try:
        server.start()
        server.wait_until_ready()
        run = Run(folder, server, programs)
        run.prepare(options.gib, options.files, work)
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
            run.round(number, work)
    except measure.ProgramFailed as error:
        print(f"scripts/bench-remote: {error}", file=sys.stderr)
        return 1
    finally:
        server.stop(signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)
    print(f"large: {options.gib:g} GiB; small: {options.files} files of 16 KiB; s wall / s CPU / MiB, medians of ", end="")
    print(f"{options.rounds} rounds\n\n{table(programs, work)}\n")
    for program in programs:
        print(f"{program.name}: {program.version()}")
    print("\nelasto-sync as a part of the other, medians of the rounds' ratios; goal 1.00 for time and memory")
    print(ratios(programs, work))
    return 0


if __name__ == "__main__":
    sys.exit(main())
