"""The trees that are backed up, and the small change made to them between two backups."""

import os
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path

LINUX = Path("/usr/src/linux-source-6.1.tar.xz")


@dataclass
class Tree:
    name: str
    path: Path

    def measure(self) -> tuple[int, int]:
        """(files, bytes) of what is a regular file."""
        sizes = [path.lstat().st_size for path in regular_files(self.path)]
        return len(sizes), sum(sizes)


def regular_files(folder: Path) -> list[Path]:
    found = []
    for parent, folders, names in os.walk(folder):
        folders.sort()
        found += [path for path in (Path(parent) / name for name in sorted(names)) if path.is_file() and not path.is_symlink()]
    return found


def linux(folder: Path) -> Tree:
    """Debian's linux-source-6.1 unpacked: some 80,000 mostly small files."""
    tree = Tree("linux-source-6.1", folder / "linux-source-6.1")
    if not tree.path.exists():
        subprocess.run(["tar", "-xf", str(LINUX), "-C", str(folder)], check=True)
    return tree


def large(folder: Path) -> Tree:
    """A few large files: the same sources as one archive, twice with insertions in between, and random bytes."""
    tree = Tree("large files", folder / "large")
    if tree.path.exists():
        return tree
    tree.path.mkdir()
    archive = tree.path / "linux.tar"
    with archive.open("wb") as output:
        subprocess.run(["xz", "-dc", str(LINUX)], stdout=output, check=True)
    generator = random.Random(1)
    with archive.open("rb") as source, (tree.path / "linux-edited.tar").open("wb") as edited:
        while block := source.read(10_000_000):
            edited.write(generator.randbytes(generator.randrange(1, 5000)))
            edited.write(block)
    with (tree.path / "random.bin").open("wb") as output:
        for _ in range(512):
            output.write(generator.randbytes(1 << 20))
    return tree


def mixed_bytes(size: int):
    """Real data of this machine, `size` bytes of it: sources, the same compressed, programs and libraries.

    When all has been taken once it begins anew, every byte exchanged for another one: as compressible as before, and
    nothing that was there already.
    """
    system = [Path("/usr/bin"), Path("/usr/lib"), Path("/usr/share")]
    turn = 0
    while size > 0:
        table = bytes((byte ^ turn) for byte in range(256))
        for block in _blocks(system):
            block = block.translate(table)[:size]
            yield block
            size -= len(block)
            if size == 0:
                return
        turn += 1


def _blocks(system: list[Path]):
    with LINUX.open("rb") as archive:
        yield from iter(lambda: archive.read(1 << 20), b"")
    with subprocess.Popen(["xz", "-dc", str(LINUX)], stdout=subprocess.PIPE) as unpacked:
        yield from iter(lambda: unpacked.stdout.read(1 << 20), b"")
    for path in (path for place in system for path in regular_files(place)):
        with path.open("rb") as file:
            yield from iter(lambda: file.read(1 << 20), b"")


def one_large(folder: Path, size: int) -> Tree:
    """One file of mixed real data."""
    tree = Tree("one large file", folder / "one-large")
    if not tree.path.exists():
        tree.path.mkdir()
        with (tree.path / "mixed.bin").open("wb") as output:
            for block in mixed_bytes(size):
                output.write(block)
    return tree


class Edit:
    """Changes about one percent of a tree, and takes it back again.

    Of many files every hundredth gets a line more; of a few files each has a hundredth of its bytes replaced in one
    place, and some inserted in front of it.
    """

    def __init__(self, tree: Tree):
        files = regular_files(tree.path)
        self.chosen = files[::100] if len(files) >= 1000 else files
        self.whole = len(files) >= 1000
        self.kept: list[tuple[Path, bytes, os.stat_result]] = []

    def apply(self) -> None:
        generator = random.Random(2)
        for path in self.chosen:
            status, contents = path.stat(), path.read_bytes()
            self.kept.append((path, contents, status))
            if self.whole:
                path.write_bytes(contents + b"one line more\n")
            else:
                place, length = len(contents) // 3, len(contents) // 100
                changed = generator.randbytes(length + 1000)
                path.write_bytes(contents[:place] + changed + contents[place + length :])

    def undo(self) -> None:
        for path, contents, status in self.kept:
            path.write_bytes(contents)
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        self.kept = []
