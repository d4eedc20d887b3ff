"""The order of a run: in each round every program stores, stores again, stores a change, and restores."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

from s3_servers import SeaweedFS

from . import index, measure, programs, report, trees


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measures elasto-sync beside restic, borg, rclone copy and cp -a. Source, repositories and restored "
        "trees all lie in BENCH_DIR (default /dev/shm), which should be a tmpfs with some 10 GiB free.",
    )
    parser.add_argument("--elasto-sync", metavar="BINARY", help="left out when not given")
    parser.add_argument("--restic", metavar="BINARY", action="append", help="may be given several times; default: restic")
    parser.add_argument("--only", metavar="NAME,…", help="of elasto-sync, restic, borg, rclone, cp")
    parser.add_argument("--set", choices=["linux", "large", "one-large"], default="linux", help="the tree (default: linux)")
    parser.add_argument("--s3", action="store_true", help="repositories on SeaweedFS; elasto-sync and restic only")
    parser.add_argument("--gib", type=float, default=8, help="of the one large file (default: 8)")
    parser.add_argument("--elasto-bench", metavar="BINARY", help="measures large indexes as well")
    parser.add_argument("--index-blobs", type=int, default=index.LARGE, help=f"of the largest (default: {index.LARGE})")
    parser.add_argument("--tree", metavar="DIR", help="a tree of your own; it is copied, never changed")
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("BENCH_ROUNDS", "3")))
    parser.add_argument("--output", metavar="FILE", help="default: bench-results/SET-TIME.json")
    return parser.parse_args()


def source(options: argparse.Namespace, folder: Path) -> trees.Tree:
    if options.tree:
        tree = trees.Tree(Path(options.tree).name, folder / "tree")
        subprocess.run(["cp", "-a", options.tree, str(tree.path)], check=True)
        return tree
    if options.set == "one-large":
        return trees.one_large(folder, int(options.gib * (1 << 30)))
    return {"linux": trees.linux, "large": trees.large}[options.set](folder)


def size_of(folder: Path) -> int:
    return sum(path.lstat().st_size for path in trees.regular_files(folder))


def is_identical(restored: Path, tree: Path) -> bool:
    """Contents, metadata, ACLs, xattrs and hard links, as rsync sees them."""
    command = ["rsync", "-aHAXnic", "--delete", f"{tree}/", f"{restored}/"]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode == 0 and not done.stdout.strip()


class Run:
    def __init__(self, options, folder: Path, tree: trees.Tree):
        self.folder, self.tree = folder, tree
        self.makers = programs.available(options)
        self.server: SeaweedFS | None = None
        if options.s3:
            self.makers = [(name, maker) for name, maker in self.makers if name.split()[0] in ("elasto-sync", "restic")]
            self.server = SeaweedFS(folder / "seaweedfs")
            self.server.start()
            self.server.wait_until_ready()
        self.measured: dict[str, report.Measured] = {}
        # Of one file that fills the memory there is no second copy.
        self.only_first = options.set == "one-large"
        self.index_bench = Path(options.elasto_bench).resolve() if options.elasto_bench else None
        self.beside: measure.Cost | None = None

    def round(self, number: int, check: bool) -> None:
        # Whoever goes first finds colder caches: every program does so in turn.
        turn = number % len(self.makers)
        order = self.makers[turn:] + self.makers[:turn]
        if self.only_first:
            for name, maker in order:
                program = self.begin(name, maker)
                self.operation(program, "first", program.store())
                self.of(program).stored.append(size_of(program.repository))
                shutil.rmtree(program.folder)
            return
        active = [self.begin(name, maker) for name, maker in order]
        for program in active:
            self.operation(program, "first", program.store())
        for program in filter(lambda program: program.updates, active):
            self.operation(program, "unchanged", program.store())
            # Short: one measurement says little.
            for _ in range(3 if program.open() else 0):
                self.operation(program, "open", program.open())
        edit = trees.Edit(self.tree)
        edit.apply()
        try:
            for program in active:
                if program.updates:
                    self.operation(program, "changed", program.store())
                if not self.server:
                    self.of(program).stored.append(size_of(program.repository))
            for program in active:
                self.restore(program, check and program.updates)
        finally:
            edit.undo()
        for program in active:
            if check and self.index_bench and program.name == "elasto-sync":
                self.beside = index.beside(self.index_bench, program, index.BESIDE)
            shutil.rmtree(program.folder)

    def end(self) -> None:
        if self.server:
            self.server.stop()

    def begin(self, name: str, maker) -> programs.Program:
        folder = Path(tempfile.mkdtemp(prefix=name.split()[0] + "-", dir=self.folder))
        program = maker(self.tree.path, folder)
        program.server = self.server
        self.measured.setdefault(name, report.Measured(name, program.version(), program.settings))
        for command in program.prepare():
            measure.run(command, folder, program.environment())
        return program

    def of(self, program: programs.Program) -> report.Measured:
        return self.measured[program.name]

    def operation(self, program, operation: str, command, cwd: Path | None = None) -> None:
        cost = measure.run(command, cwd or program.folder, program.environment())
        self.of(program).costs.setdefault(operation, []).append(cost)
        say(f"  {program.name:16} {operation:10} {cost.wall:7.2f} s wall {cost.cpu:7.2f} s CPU {cost.peak / 1024:6.0f} MiB")

    def restore(self, program, check: bool) -> None:
        destination = program.folder / "restored"
        destination.mkdir()
        self.operation(program, "restore", program.restore(destination), cwd=destination)
        if check:
            self.of(program).identical = is_identical(program.restored(destination), self.tree.path)
        shutil.rmtree(destination)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    options = arguments()
    # Stopped from outside, the trees in memory must go as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    base = Path(os.environ.get("BENCH_DIR", "/dev/shm"))
    folder = Path(tempfile.mkdtemp(prefix="elasto-bench-", dir=base))
    try:
        tree = source(options, folder)
        files, size = tree.measure()
        run = Run(options, folder, tree)
        say(f"{tree.name}: {files} files, {size / 1e6:.0f} MB, in {folder}")
        for number in range(options.rounds):
            say(f"round {number + 1} of {options.rounds}")
            run.round(number, check=number == 0)
        run.end()
        shutil.rmtree(tree.path)
        indexes = [index.large(run.index_bench, folder, options.index_blobs)] if run.index_bench else []
    except measure.ProgramFailed as error:
        say(f"scripts/bench: {error}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    ordered = [run.measured[name] for name, _ in run.makers]
    stamp = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    output = Path(options.output or f"bench-results/{tree.path.name}-{stamp}.json")
    description = {"name": tree.name, "files": files, "bytes": size, "roundsOfMedian": options.rounds}
    report.write_json(output, description, base, ordered, indexes)
    host = report.machine()
    print(f"{tree.name}: {files} files, {size / 1e6:.0f} MB; medians of {options.rounds} rounds; ", end="")
    print(f"{host['cpus']} × {host['cpu']}; everything in {base}\n")
    print(report.table(ordered) + "\n")
    for program in ordered:
        print(f"{program.name}: {program.version} ({program.settings})")
    print("\n" + report.ratios(ordered))
    if len(ordered) > 1:
        promised = report.ON_S3 if options.s3 else report.ONE_LARGE if run.only_first else report.LOCAL
        print(report.goals(ordered, promised))
    if run.beside:
        print(
            f"unchanged beside {index.BESIDE:,} other blobs: {run.beside.wall:.2f} s wall, {run.beside.cpu:.2f} s CPU, "
            f"{run.beside.peak / 1024:.0f} MiB"
        )
    if indexes:
        print(report.index_lines(indexes))
    print(f"\n{output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
