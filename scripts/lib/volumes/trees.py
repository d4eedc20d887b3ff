"""What a tarball holds, and whether a folder holds just that."""

import hashlib
import os
import stat
import tarfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from volumes.stage import Failed


@dataclass(frozen=True)
class Entry:
    """`content` is the digest of a file's bytes, or where a link points."""

    kind: int
    mode: int
    modified: int
    content: str

    @classmethod
    def of(cls, path: Path) -> "Entry":
        found = path.lstat()
        kind, content = stat.S_IFMT(found.st_mode), ""
        if kind == stat.S_IFREG:
            with open(path, "rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
        elif kind == stat.S_IFLNK:
            content = os.readlink(path)
        return cls(kind, stat.S_IMODE(found.st_mode), int(found.st_mtime), content)


class Tree:
    """The entries of an uncompressed tarball, by their names."""

    def __init__(self, tarball: Path):
        self.tarball = tarball
        self.entries: dict[str, Entry] = {}
        self.bytes = 0
        with tarfile.open(tarball) as opened:
            for member in opened:
                self.entries[str(Path(member.name))] = self.entry(opened, member)
        self.entries.pop(".", None)

    def entry(self, opened: tarfile.TarFile, member: tarfile.TarInfo) -> Entry:
        if member.islnk():
            return self.entries[str(Path(member.linkname))]
        kind, content = stat.S_IFDIR, ""
        if member.isreg():
            kind, content = stat.S_IFREG, hashlib.file_digest(opened.extractfile(member), "sha256").hexdigest()
            self.bytes += member.size
        elif member.issym():
            kind, content = stat.S_IFLNK, member.linkname
        elif not member.isdir():
            raise Failed(f"{member.name} in {self.tarball} is neither file, folder nor link")
        return Entry(kind, member.mode, int(member.mtime), content)

    def compare(self, folder: Path) -> None:
        try:
            paths = list(folder.rglob("*"))
            # Side by side, since each waits for a store.
            with ThreadPoolExecutor(8) as readers:
                entries = list(readers.map(Entry.of, paths))
        except OSError as error:
            raise Failed(f"{folder} cannot be read: {error}") from error
        found = {str(path.relative_to(folder)): entry for path, entry in zip(paths, entries)}
        if found == self.entries:
            return
        missing = sorted(self.entries.keys() - found.keys())
        unknown = sorted(found.keys() - self.entries.keys())
        changed = sorted(name for name in self.entries.keys() & found.keys() if self.entries[name] != found[name])
        raise Failed(
            f"{folder} is not the tree: {len(missing)} missing {missing[:3]}, {len(unknown)} unknown {unknown[:3]}, "
            f"{len(changed)} changed {changed[:3]}"
        )
