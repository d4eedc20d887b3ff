"""Ctrl-C in the middle of a transfer."""

import hashlib
import os
import random
import re

from azure_suite.emulator import Emulator

from .stage import Stage
from .terminal import CTRL_C, RETURN, UP

MIB = 1 << 20
PARTS = 14


def large_file(stage) -> str:
    """The digest of a file of many parts."""
    data = random.Random(1).randbytes(MIB) * 16 * PARTS
    stage.write("large", data)
    return hashlib.md5(data).hexdigest()


def case_ctrl_c_while_putting(check, stage):
    # Four parts are on their way at once, and each reply takes a second.
    with Emulator("--latency", "1000") as emulator, Stage(emulator, stage.seaweed) as slow:
        digest = large_file(slow)
        slow.account.create_container(slow.container)
        here = f"az:{slow.container}/"
        with slow.shell(here) as terminal:
            terminal.prompt(here)
            terminal.enter("put large")
            check.true("progress", terminal.wait(lambda: "putting" in terminal.line and "MiB of 224 MiB" in terminal.line))
            check.true("some of it arrives", terminal.wait(lambda: "putting  0%" not in terminal.line))
            check.equal("keys are the kernel's meanwhile", terminal.modes(), terminal.modes_before)
            terminal.type(CTRL_C)
            check.true("the prompt is back", terminal.prompt(here, seconds=15))
            check.true("what is left", "interrupted; 0 of 1 file and" in terminal.flat and "of 224 MiB are done" in terminal.flat)
            check.true("and the way on", "The same command goes on from there" in terminal.flat)
            blobs = [blob.name for blob in slow.account.get_container_client(slow.container).list_blobs()]
            check.equal("nothing is there by halves", blobs, [])
            terminal.enter("pwd")
            check.true("the shell goes on", terminal.wait(lambda: here in terminal.lines))
            check.true("keys reach the editor again", terminal.prompt(here) and terminal.modes() != terminal.modes_before)
            terminal.type(UP + UP + RETURN)
            check.true("the same command, from the history", terminal.shows("put 1 file (224 MiB)", seconds=90))
            check.true("it goes on from there", "by an earlier run" in terminal.text)
            blob = slow.account.get_blob_client(slow.container, "large").download_blob()
            check.equal("every byte is there", hashlib.md5(blob.readall()).hexdigest(), digest)
            terminal.prompt(here)
            terminal.enter("exit")
            check.equal("the end", terminal.end(), 0)
            check.equal("the terminal is as it was", terminal.modes(), terminal.modes_before)


def case_ctrl_c_while_getting(check, stage):
    with Emulator("--latency", "700") as emulator, Stage(emulator, stage.seaweed) as slow:
        digest = large_file(slow)
        container = slow.account.create_container(slow.container)
        with open(slow.folder / "large", "rb") as file:
            container.upload_blob("large", file, max_concurrency=4)
        os.unlink(slow.folder / "large")
        here = f"az:{slow.container}/"
        with slow.shell(here) as terminal:
            terminal.prompt(here)
            terminal.enter("get large")
            check.true("some of it arrives", terminal.wait(
                lambda: "fetching" in terminal.line and "MiB of 224 MiB" in terminal.line and "  0%" not in terminal.line))
            terminal.type(CTRL_C)
            check.true("the prompt is back", terminal.prompt(here, seconds=15))
            check.true("what is left", "interrupted; 0 of 1 file and" in terminal.flat)
            check.true("nothing is there by halves", not (slow.folder / "large").exists())
            terminal.type(UP + RETURN)
            check.true("the same command ends it", terminal.shows("fetched 1 file (224 MiB)", seconds=90))
            with open(slow.folder / "large", "rb") as file:
                check.equal("every byte is there", hashlib.file_digest(file, "md5").hexdigest(), digest)


def case_ctrl_c_among_many_files(check, stage):
    with Emulator("--latency", "400") as emulator, Stage(emulator, stage.seaweed) as slow:
        slow.account.create_container(slow.container)
        for number in range(60):
            slow.write(f"many/{number:03}", f"{number}")
        here = f"az:{slow.container}/"
        with slow.shell(here) as terminal:
            terminal.prompt(here)
            terminal.enter("put -r --parallel 2 many; pwd")
            check.true("some are there", terminal.wait(
                lambda: re.search(r"putting .* [1-9]\d* of [\d,]+ files", terminal.line)))
            terminal.type(CTRL_C)
            check.true("the prompt is back", terminal.prompt(here, seconds=15))
            check.true("what is left", "interrupted;" in terminal.flat and "files and" in terminal.flat)
            check.true("the rest of the line is dropped", here not in terminal.lines)
            terminal.enter("put -r many")
            check.true("the same goes on", terminal.shows("were there already"))
            names = {blob.name for blob in slow.account.get_container_client(slow.container).list_blobs()}
            check.equal("all of them", len(names), 60)
