"""docs/elasto-parity.md names tests: each of them must exist."""

import re
import unittest
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]


class ParityTests(unittest.TestCase):
    def setUp(self):
        text = (HOUSE / "docs" / "elasto-parity.md").read_text()
        rows = [line for line in text.splitlines() if line.startswith("| ")]
        self.rows = [row for row in rows if not row.startswith(("| |", "| ---"))]
        files = [*(HOUSE / "Tests").rglob("*.swift"), *(HOUSE / "scripts" / "lib").rglob("*.py")]
        self.sources = {path.stem: path.read_text() for path in files}

    def test_every_row_names_a_test_that_exists(self):
        self.assertGreater(len(self.rows), 40)
        for row in self.rows:
            tests = re.findall(r"`([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)`", row.rsplit("|", 2)[1])
            self.assertTrue(tests, row)
            for test in tests:
                *places, last = test.split(".")
                if last in self.sources:
                    continue
                source = self.sources.get(places[-1] if places else "", "")
                self.assertRegex(source, rf"(func|def) {last}\(", test)
