import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts" / "lib"))

import swift_results  # noqa: E402


def function(name):
    return json.dumps({"kind": "test", "payload": {"kind": "function", "id": name}})


def event(kind, name=None, symbol="pass", text=""):
    payload = {"kind": kind, "messages": [{"symbol": symbol, "text": text}]}
    if name:
        payload["testID"] = name
    return json.dumps({"kind": "event", "payload": payload})


class SwiftResults(unittest.TestCase):
    def test_counts_functions_not_suites(self):
        suite = json.dumps({"kind": "test", "payload": {"kind": "suite", "id": "S"}})
        lines = [suite, function("a"), event("testStarted", "S"), event("testStarted", "a"), event("testEnded", "a")]
        lines += [event("testEnded", "S"), event("runEnded")]
        results = swift_results.read(lines)
        self.assertEqual((results.passed, results.failed, results.ended), (1, [], True))

    def test_a_failed_test_is_named(self):
        lines = [function("a"), event("testStarted", "a"), event("testEnded", "a", "fail"), event("runEnded")]
        self.assertEqual(swift_results.read(lines).failed, ["a"])

    def test_a_failed_test_comes_with_its_first_complaint(self):
        lines = [function("a"), event("testStarted", "a"), event("issueRecorded", "a", "fail", "1 is\n not 2")]
        lines += [event("issueRecorded", "a", "fail", "more"), event("testEnded", "a", "fail"), event("runEnded")]
        self.assertEqual(swift_results.read(lines).failed, ["a: 1 is not 2"])

    def test_a_test_that_never_ended_failed(self):
        lines = [function("a"), function("b"), event("testStarted", "a"), event("testStarted", "b")]
        lines += [event("testEnded", "b"), '{"kind":"event","payl']
        results = swift_results.read(lines)
        self.assertEqual((results.passed, results.failed, results.ended), (1, ["a (did not end)"], False))

    def test_a_skipped_test_is_neither(self):
        results = swift_results.read([function("a"), event("testSkipped", "a"), event("runEnded")])
        self.assertEqual((results.passed, results.failed, results.skipped), (0, [], 1))


if __name__ == "__main__":
    unittest.main()
