import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts" / "lib"))

from bench import report, trees  # noqa: E402
from bench.measure import Cost  # noqa: E402


def measured(name, walls, stored):
    program = report.Measured(name, "1", "")
    program.costs["first"] = [Cost(wall, 1, 2048) for wall in walls]
    program.stored = [stored]
    return program


class Edit(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def snapshot(self):
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in trees.regular_files(self.path)}

    def changed_by_edit(self, files, size):
        for number in range(files):
            path = self.path / f"{number:04}"
            path.write_bytes(b"x" * size)
            os.utime(path, ns=(number, 123456789 + number))
        before = self.snapshot()
        edit = trees.Edit(trees.Tree("t", self.path))
        edit.apply()
        changed = [path for path, value in self.snapshot().items() if value[0] != before[path][0]]
        edit.undo()
        self.assertEqual(self.snapshot(), before)
        return len(changed)

    def test_of_many_files_every_hundredth_changes_and_comes_back(self):
        self.assertEqual(self.changed_by_edit(1000, 10), 10)

    def test_of_few_files_each_changes_and_comes_back(self):
        self.assertEqual(self.changed_by_edit(3, 5000), 3)


class Report(unittest.TestCase):
    def test_the_table_holds_medians(self):
        table = report.table([measured("ours", [3, 1, 2], 1 << 20)])
        self.assertIn("2.00 / 1.00 / 2", table)
        self.assertIn("| 1.0 ", table)

    def test_ratios_are_ours_by_theirs(self):
        ratios = report.ratios([measured("ours", [1], 100), measured("theirs", [2], 50)])
        self.assertEqual(ratios, "ours / theirs: first 0.50, stored 2.000")


if __name__ == "__main__":
    unittest.main()
