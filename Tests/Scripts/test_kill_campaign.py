import argparse
import random
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts" / "lib"))

import kill_campaign  # noqa: E402


class KillCampaign(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def campaign(self):
        options = argparse.Namespace(binary="elasto-sync", size=1000, seed=1, local=True)
        return kill_campaign.Campaign(options, self.folder)

    def attempt(self, *outcomes):
        campaign = self.campaign()
        with mock.patch("builtins.print"):
            campaign.attempt("trial", mock.Mock(side_effect=outcomes))
        return campaign

    def test_sizes(self):
        self.assertEqual(kill_campaign.size("64MiB"), 64 << 20)
        self.assertEqual(kill_campaign.size("1 GiB"), 1 << 30)
        with self.assertRaises(argparse.ArgumentTypeError):
            kill_campaign.size("64M")

    def test_the_same_seed_gives_the_same_data_of_the_asked_for_size(self):
        for name in ("a", "b"):
            kill_campaign.fill(self.folder / name, 100_000, random.Random(7))
        kill_campaign.compare(self.folder / "a", self.folder / "b")
        found = sum(path.stat().st_size for path in (self.folder / "a").rglob("*") if path.is_file())
        self.assertEqual(found, 100_000)

    def test_a_changed_or_missing_file_is_noticed(self):
        for change in (lambda path: path.write_bytes(b"x" * path.stat().st_size), Path.unlink):
            with self.subTest(change), tempfile.TemporaryDirectory() as folder:
                for name in ("a", "b"):
                    kill_campaign.fill(Path(folder) / name, 10_000, random.Random(7))
                change(sorted(path for path in (Path(folder) / "b").rglob("*") if path.is_file())[0])
                with self.assertRaises(kill_campaign.Failed):
                    kill_campaign.compare(Path(folder) / "a", Path(folder) / "b")

    def test_what_ended_too_early_is_done_again(self):
        campaign = self.attempt(kill_campaign.TooLate(), kill_campaign.TooLate(), "well")
        self.assertEqual((campaign.passed, campaign.failures), (1, []))

    def test_what_can_never_be_killed_fails(self):
        campaign = self.attempt(*[kill_campaign.TooLate()] * 5)
        self.assertEqual((campaign.passed, len(campaign.failures)), (0, 1))

    def test_a_failure_counts_once(self):
        campaign = self.attempt(kill_campaign.Failed("no"), "not asked for")
        self.assertEqual((campaign.passed, campaign.failures), (0, ["trial"]))


if __name__ == "__main__":
    unittest.main()
