"""Kills `apply` at random moments and looks at what follows. Stops at nothing; the last line is `N passed, N failed`.

A trial has a repository of its own. `apply` is killed with SIGKILL, once, at a moment within the time of a whole run;
the following `apply` must end with 0, in every other trial without the state and cache folders of the first;
`restic check --read-data` must find the repository clean; and `restic restore` must give the files back. The bytes
that all runs of the trials sent are compared with those of one run. In the last trial it is the server that is killed
and started again, and the one `apply` must end with 0.
"""

import argparse
import filecmp
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from s3_servers import Proxy, SeaweedFS, end_with_parent
from trial_folder import run_in_folder

UNITS = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
MOST_BYTES = 1.3


class Failed(Exception):
    pass


class TooLate(Exception):
    """What was to be killed had ended."""


def size(text: str) -> int:
    match = re.fullmatch(r"(\d+) ?(|KiB|MiB|GiB)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text} is no size, such as 64MiB")
    return int(match[1]) * UNITS[match[2]]


def fill(folder: Path, total: int, chance: random.Random) -> None:
    """Files of random bytes: a few large ones, and small ones in folders."""
    folder.mkdir()
    remaining, number = total, 0
    while remaining:
        share = total // 8 if number < 6 else chance.randrange(1, max(2, total // 200))
        count = min(remaining, share)
        path = folder / f"folder-{number % 10}" / f"file-{number}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(chance.randbytes(count))
        remaining -= count
        number += 1


class Place:
    """Where repositories are: SeaweedFS behind the proxy, or a folder."""

    def __init__(self, folder: Path, options: argparse.Namespace):
        self.server: SeaweedFS | None = None
        self.proxy: Proxy | None = None
        self.folder = folder
        if options.local:
            return
        self.server = SeaweedFS(folder / "server")
        self.server.start()
        self.server.wait_until_ready()
        self.proxy = Proxy(self.server.port, options.rate, options.seed, folder)

    def providers(self) -> str:
        if not self.proxy:
            return f"providers: {{ place: {{ type: file, path: {self.folder} }} }}\n"
        return (
            f'providers: {{ place: {{ type: s3, endpoint: "http://127.0.0.1:{self.proxy.port}", addressing: path, '
            "region: us-east-1, credentials: { access-key-id: { env: CAMPAIGN_KEY }, "
            "secret-access-key: { env: CAMPAIGN_SECRET } } } }\n"
        )

    def restic_name(self, repository: str) -> str:
        """Past the proxy: what is asked here is what there is."""
        if not self.server:
            return str(self.folder / repository / "fleet")
        return f"s3:http://127.0.0.1:{self.server.port}/{repository}/fleet"

    def uploaded(self) -> int:
        if self.proxy:
            return self.proxy.statistics()["uploaded"]
        stored = self.folder.glob("*/fleet/**/*")
        return sum(path.stat().st_size for path in stored if path.is_file())

    def stop(self) -> None:
        if self.proxy:
            self.proxy.stop()
        if self.server:
            self.server.stop(signal.SIGKILL)


class Trial:
    def __init__(self, campaign: "Campaign", name: str):
        self.campaign = campaign
        self.repository = name
        self.folder = campaign.folder / name
        self.folder.mkdir()
        if campaign.place.server:
            campaign.place.server.create_bucket(name)
        self.manifest = self.folder / "elasto.yaml"
        key = self.folder / "vault.key"
        key.write_text("of no importance")
        self.manifest.write_text(
            f"version: 1\nhost: campaign\n{campaign.place.providers()}"
            f"sources: {{ data: {{ paths: [{campaign.data}] }} }}\n"
            f'targets: {{ vault: {{ repository: "place:{name}/fleet", password: {{ file: vault.key }} }} }}\n'
            "jobs: { backup: { from: [data], to: [vault] } }\n"
        )
        for path in (key, self.manifest):
            path.chmod(0o600)
        self.environment = {
            **os.environ,
            "STATE_DIRECTORY": f"{self.folder}/state",
            "CACHE_DIRECTORY": f"{self.folder}/cache",
            "CAMPAIGN_KEY": SeaweedFS.ACCESS_KEY,
            "CAMPAIGN_SECRET": SeaweedFS.SECRET_KEY,
            "AWS_ACCESS_KEY_ID": SeaweedFS.ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SeaweedFS.SECRET_KEY,
        }
        self.log = open(self.folder / "log", "ab")

    def command(self, *arguments: str) -> list[str]:
        return [self.campaign.binary, "-f", str(self.manifest), *arguments]

    def start(self, *arguments: str) -> subprocess.Popen:
        command = self.command(*arguments)
        self.log.write(f"== {' '.join(command)}\n".encode())
        self.log.flush()
        return subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            preexec_fn=end_with_parent,
        )

    def run(self, *arguments: str) -> None:
        process = self.start(*arguments)
        try:
            status = process.wait(timeout=self.campaign.patience)
        except subprocess.TimeoutExpired as error:
            process.kill()
            process.wait()
            raise Failed(f"{arguments[0]} did not end within {self.campaign.patience:.0f} s") from error
        if status != 0:
            raise Failed(f"{arguments[0]} ended with {status}")

    def restic(self, *arguments: str) -> None:
        command = ["restic", "-r", self.campaign.place.restic_name(self.repository), "--no-cache"]
        command += ["--password-file", str(self.folder / "vault.key"), *arguments]
        done = subprocess.run(
            command, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.log.write(f"== {' '.join(command)}\n".encode() + done.stdout)
        if done.returncode != 0:
            raise Failed(f"restic {arguments[0]} ended with {done.returncode}: {done.stdout[-300:].decode()}")

    def kill_after(self, seconds: float) -> bool:
        """Runs `apply` and kills it; false where it had ended by then."""
        process = self.start("apply", "--auto-approve")
        try:
            process.wait(timeout=seconds)
            return False
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return True

    def forget_locally(self) -> None:
        for name in ("state", "cache"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def check(self) -> None:
        # A killed run leaves its lock behind, as restic's own would.
        self.restic("unlock", "--remove-all")
        self.restic("check", "--read-data")
        restored = self.folder / "restored"
        self.restic("restore", "latest", "--target", str(restored))
        expected = self.campaign.data
        compare(expected, restored / expected.relative_to("/"))

    def clean(self) -> None:
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.campaign.place.server:
            self.campaign.place.server.delete_bucket(self.repository)


def compare(expected: Path, found: Path) -> None:
    names = sorted(path.relative_to(expected) for path in expected.rglob("*"))
    if names != sorted(path.relative_to(found) for path in found.rglob("*")):
        raise Failed("the restored tree has other names")
    files = [str(name) for name in names if (expected / name).is_file()]
    _, differing, unread = filecmp.cmpfiles(expected, found, files, shallow=False)
    if differing or unread:
        raise Failed(f"restored files differ: {(differing + unread)[:3]}")


class Campaign:
    def __init__(self, options: argparse.Namespace, folder: Path):
        self.options, self.folder = options, folder
        self.binary = str(Path(options.binary).resolve())
        self.chance = random.Random(options.seed)
        self.data = folder / "data"
        self.patience = 600.0
        fill(self.data, options.size, self.chance)
        self.place = Place(folder, options)
        self.whole_seconds = 0.0
        self.whole_bytes = 1
        self.ratios: list[float] = []
        self.passed = 0
        self.failures: list[str] = []

    def measure(self) -> None:
        """One run that nothing interrupts: its time, and its bytes."""
        trial = Trial(self, "whole")
        trial.run("init")
        before, began = self.place.uploaded(), time.monotonic()
        trial.run("apply", "--auto-approve")
        self.whole_seconds = time.monotonic() - began
        self.whole_bytes = self.place.uploaded() - before
        self.patience = max(300.0, 20 * self.whole_seconds)
        trial.check()
        trial.clean()
        say(f"one whole run: {self.whole_seconds:.2f} s, {self.whole_bytes / (1 << 20):.1f} MiB sent")

    def attempt(self, name: str, body) -> None:
        """One that had ended before it could be killed shows nothing, and is done again."""
        for again in range(5):
            trial = Trial(self, f"{name}-again-{again}" if again else name)
            if self.shows(name, trial, body):
                return
        self.failures.append(f"{name}: nothing could be killed")

    def shows(self, name: str, trial: Trial, body) -> bool:
        try:
            say(f"{name}: {body(trial)}")
            self.passed += 1
            trial.clean()
        except TooLate:
            trial.clean()
            return False
        except Failed as error:
            self.failures.append(name)
            say(f"{name}: FAILED: {error}; see {trial.folder}/log")
            trial.log.close()
        return True

    def kill(self, number: int):
        def body(trial: Trial) -> str:
            trial.run("init")
            moment = self.chance.uniform(0, self.whole_seconds)
            before = self.place.uploaded()
            if not trial.kill_after(moment):
                raise TooLate
            between = self.place.uploaded()
            forgets = number % 2 == 0
            if forgets:
                trial.forget_locally()
            trial.run("apply", "--auto-approve")
            sent = self.place.uploaded() - before
            ratio = sent / self.whole_bytes
            self.ratios.append(ratio)
            trial.check()
            return (
                f"killed after {moment:.2f} s and "
                f"{(between - before) / (1 << 20):.1f} MiB, {'without' if forgets else 'with'} its state, "
                f"{ratio:.3f} x the bytes of one run"
            )

        return body

    def restart_server(self, trial: Trial) -> str:
        trial.run("init")
        server = self.place.server
        moment = self.chance.uniform(0.1, 0.8)
        before = self.place.uploaded()
        process = trial.start("apply", "--auto-approve")
        while process.poll() is None and self.place.uploaded() - before < moment * self.whole_bytes:
            time.sleep(0.01)
        if process.poll() is not None:
            raise TooLate
        server.stop(signal.SIGKILL)
        server.start()
        try:
            status = process.wait(timeout=self.patience)
        except subprocess.TimeoutExpired as error:
            process.kill()
            process.wait()
            raise Failed("apply did not end after the server was killed and started again") from error
        server.wait_until_ready()
        if status != 0:
            raise Failed(f"apply ended with {status} after the server was killed and started again")
        trial.check()
        return f"the server was killed when {moment:.0%} of the bytes were sent, and started again"

    def run(self) -> int:
        self.measure()
        for number in range(1, self.options.trials + 1):
            self.attempt(f"trial-{number}", self.kill(number))
        if self.place.server:
            self.attempt("server-killed", self.restart_server)
        if self.ratios:
            mean = sum(self.ratios) / len(self.ratios)
            say(f"bytes of all runs of a trial: {mean:.3f} x one run on average, {max(self.ratios):.3f} x at most")
            if mean >= MOST_BYTES:
                self.failures.append(f"bytes: {mean:.3f} x one run on average, not below {MOST_BYTES}")
            else:
                self.passed += 1
        if self.place.proxy:
            statistics = self.place.proxy.statistics()
            say(f"the proxy: {statistics['requests']} requests, faults {statistics['faults']}")
        for failure in self.failures:
            say(f"FAILED {failure}")
        say(f"{self.passed} passed, {len(self.failures)} failed")
        return 1 if self.failures else 0


def say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", help="elasto-sync")
    parser.add_argument("--size", type=size, default=1 << 30, help="of the data, such as 64MiB")
    parser.add_argument("--trials", type=int, default=50)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--rate", type=float, default=0.02, help="the share of requests that fail")
    parser.add_argument("--local", action="store_true", help="repositories in a folder, without a server")
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    options = parser.parse_args()
    say(f"kill-campaign: {options.trials} trials, {options.size / (1 << 20):.0f} MiB, seed {options.seed}")
    return run_in_folder("elasto-kill-", options.keep, lambda folder: run_campaign(options, folder))


def run_campaign(options: argparse.Namespace, folder: Path) -> int:
    campaign = None
    try:
        campaign = Campaign(options, folder)
        return campaign.run()
    except Failed as error:
        say(f"FAILED {error}; see {folder}\n0 passed, 1 failed")
        return 1
    finally:
        if campaign:
            campaign.place.stop()


if __name__ == "__main__":
    sys.exit(main())
