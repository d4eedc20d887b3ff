import http.client
import json
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PROXY = Path(__file__).resolve().parents[2] / "scripts" / "lib" / "fault_proxy.py"
BODY = bytes(range(256)) * 4096


class Handler(BaseHTTPRequestHandler):
    """Keeps what is put, and gives it back."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) == length:
            self.server.objects[self.path] = body
        self.server.hosts.add(self.headers["Host"])
        self.answer(b"")

    def do_GET(self):
        self.answer(self.server.objects.get(self.path, b""))

    do_HEAD = do_GET

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    # Kept-alive connections do not hold up the end of a test.
    block_on_close = False
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Broken connections are what this is about."""


class FaultProxy(unittest.TestCase):
    def setUp(self):
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.objects, self.server.hosts = {}, set()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def start(self, *options):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.statistics_file = Path(folder.name) / "statistics.json"
        command = [sys.executable, str(PROXY), "--upstream", f"127.0.0.1:{self.server.server_address[1]}"]
        command += ["--stats", str(self.statistics_file), "--slow", "0.2", *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop, process)
        self.process = process
        self.port = int(re.search(r":(\d+),", self.process.stdout.readline()).group(1))
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        self.addCleanup(self.connection.close)

    @staticmethod
    def stop(process):
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        finally:
            process.kill()
            process.stdout.close()

    def request(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body=body, headers=headers or {})
        reply = self.connection.getresponse()
        return reply, reply.read()

    def always(self, fault):
        self.start("--rate", "1", "--faults", fault)

    def statistics(self):
        return json.loads(self.request("GET", "/__stats")[1])

    def test_passes_everything_on_and_counts(self):
        self.start("--rate", "0")
        self.assertEqual(self.request("PUT", "/a", BODY, {"Host": "signed.example:9"})[0].status, 200)
        self.assertEqual(self.request("GET", "/a")[1], BODY)
        reply, body = self.request("HEAD", "/a")
        self.assertEqual((reply.getheader("Content-Length"), body), (str(len(BODY)), b""))
        self.assertEqual(self.server.hosts, {"signed.example:9"})
        statistics = self.statistics()
        self.assertEqual(statistics["methods"], {"PUT": 1, "GET": 1, "HEAD": 1})
        self.assertEqual((statistics["uploaded"], statistics["downloaded"]), (len(BODY), len(BODY)))
        self.assertEqual(statistics["faults"], {})

    def test_one_connection_serves_many_requests(self):
        self.start("--rate", "0")
        self.request("GET", "/a")
        socket = self.connection.sock
        for _ in range(20):
            self.request("GET", "/a")
        self.assertIs(self.connection.sock, socket)

    def test_a_termination_writes_the_statistics(self):
        self.start("--rate", "0")
        self.request("PUT", "/a", b"1234")
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
        self.assertEqual(json.loads(self.statistics_file.read_text())["uploaded"], 4)

    def test_refusals_never_reach_the_server(self):
        for fault, status, wait in [
            ("slow-down", 503, "1"),
            ("internal-error", 500, None),
            ("too-many-requests", 429, "1"),
        ]:
            with self.subTest(fault):
                self.always(fault)
                reply, body = self.request("PUT", "/a", BODY)
                self.assertEqual((reply.status, reply.getheader("Retry-After")), (status, wait))
                self.assertIn(b"<Code>", body)
                self.assertEqual(self.server.objects, {})
                # The connection goes on.
                self.assertEqual(self.request("HEAD", "/a")[0].status, status)
                self.assertEqual(self.statistics()["uploaded"], len(BODY))

    def test_resets_before_and_in_a_request_store_nothing(self):
        for fault in ["reset-before", "reset-in-request"]:
            with self.subTest(fault):
                self.always(fault)
                with self.assertRaises((ConnectionError, http.client.HTTPException)):
                    self.request("PUT", "/a", BODY)
                self.assertEqual(self.server.objects, {})

    def test_a_lost_reply_has_taken_effect(self):
        self.always("reply-lost")
        with self.assertRaises((ConnectionError, http.client.HTTPException)):
            self.request("PUT", "/a", BODY)
        self.assertEqual(self.server.objects, {"/a": BODY})

    def test_a_lost_reply_to_a_head_ends_at_once(self):
        """It names a length, but no body follows that could be waited for."""
        self.server.objects["/a"] = BODY
        self.always("reply-lost")
        with self.assertRaises((ConnectionError, http.client.HTTPException)):
            self.request("HEAD", "/a")

    def test_a_reply_breaks_off_in_the_middle(self):
        self.server.objects["/a"] = BODY
        for fault, error in [("reset-in-reply", ConnectionError), ("truncated-reply", http.client.IncompleteRead)]:
            with self.subTest(fault):
                self.always(fault)
                self.connection.request("GET", "/a")
                reply = self.connection.getresponse()
                self.assertEqual((reply.status, reply.length), (200, len(BODY)))
                with self.assertRaises(error):
                    reply.read()

    def test_a_slow_reply_is_whole(self):
        self.server.objects["/a"] = BODY
        self.always("slow-reply")
        began = time.monotonic()
        self.assertEqual(self.request("GET", "/a")[1], BODY)
        self.assertGreater(time.monotonic() - began, 0.2)

    def test_the_same_seed_gives_the_same_faults(self):
        seen = []
        for seed in [5, 5, 6]:
            self.start("--rate", "0.3", "--seed", str(seed), "--faults", "internal-error")
            seen.append([self.request("GET", "/a")[0].status for _ in range(60)])
        self.assertEqual(seen[0], seen[1])
        self.assertNotEqual(seen[0], seen[2])
        self.assertTrue(6 < seen[0].count(500) < 30)

    def test_a_server_that_is_not_there_breaks_the_connection(self):
        self.start("--rate", "0")
        self.server.shutdown()
        self.server.server_close()
        with self.assertRaises((ConnectionError, http.client.HTTPException)):
            self.request("GET", "/a")


if __name__ == "__main__":
    unittest.main()
