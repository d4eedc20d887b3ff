"""Tab."""

import time

from azure_suite.emulator import Emulator

from .stage import Stage
from .terminal import CTRL_C, TAB


def case_commands_and_options(check, stage):
    with stage.shell() as terminal:
        terminal.prompt()
        terminal.type("he" + TAB)
        check.true("a command", terminal.wait(lambda: terminal.line == "elasto> help" and terminal.screen.cursor.x == 13))
        terminal.type("lc" + TAB)
        check.true("help's word", terminal.shows_line("elasto> help lcd"))
        terminal.type(CTRL_C + "l" + TAB)
        check.true("a choice", terminal.shows("lcd   lls   lpwd  ls"))
        check.true("the line is kept", terminal.shows_line("elasto> l"))
        terminal.type(CTRL_C + "put --ch" + TAB)
        check.true("an option", terminal.shows_line("elasto> put --checksum"))
        terminal.type(CTRL_C + "nothing x" + TAB + "y")
        check.true("nothing for what is no command", terminal.shows_line("elasto> nothing xy"))


def case_names_of_every_provider(check, stage):
    for provider in ("disk", "weed", "az"):
        with stage.shell() as terminal:
            terminal.prompt()
            here = f"{provider}:{stage.container}/"
            terminal.enter(f"create {here}; put elasto.yaml {here}two\\ words/plain; put elasto.yaml '{here}it;s'")
            check.true(f"{provider}: put", terminal.wait(lambda: terminal.text.count("put 1 file") == 2))
            terminal.prompt()
            terminal.type(f"cd {provider[:2]}" + TAB)
            check.true(f"{provider}: the provider", terminal.shows_line(f"elasto> cd {provider}:"))
            terminal.type(stage.container[:6] + TAB)
            check.true(f"{provider}: the container", terminal.shows_line(f"elasto> cd {here}"))
            terminal.enter("")
            terminal.prompt(here)
            terminal.type("ls tw" + TAB)
            check.true(f"{provider}: a space is quoted", terminal.shows_line(f"{here}> ls two\\ words/"))
            terminal.type("p" + TAB)
            check.true(f"{provider}: what is in it", terminal.shows_line(f"{here}> ls two\\ words/plain"))
            terminal.type(CTRL_C + 'stat "tw' + TAB)
            check.true(f"{provider}: inside of quotes", terminal.shows_line(f'{here}> stat "two words/'))
            terminal.type(TAB)
            check.true(f"{provider}: the quote is closed", terminal.shows_line(f'{here}> stat "two words/plain"'))
            terminal.type(CTRL_C + "stat it" + TAB)
            check.true(f"{provider}: a semicolon is quoted", terminal.shows_line(f"{here}> stat it\\;s"))
            terminal.enter("")
            check.true(f"{provider}: and it is found", terminal.shows(f"address   {here}it;s"))
            terminal.enter("cd two\\ words/")
            terminal.prompt(f"{here}two words/")
            terminal.type("ls ../i" + TAB)
            check.true(f"{provider}: from above", terminal.wait(lambda: terminal.line.endswith("../it\\;s")))


def case_names_of_this_machine(check, stage):
    for name in ("source/one.txt", "source/other.txt", "source/.hidden", "-dash"):
        stage.write(name, name)
    with stage.shell("disk:media") as terminal:
        terminal.prompt("disk:media/")
        terminal.type("put sou" + TAB)
        check.true("a folder", terminal.shows_line("disk:media/> put source/"))
        terminal.type(TAB)
        check.true("what they have in common", terminal.shows_line("disk:media/> put source/o"))
        terminal.type(TAB)
        check.true("a choice", terminal.shows("one.txt    other.txt"))
        terminal.type("n" + TAB)
        check.true("one", terminal.shows_line("disk:media/> put source/one.txt"))
        terminal.enter("")
        check.true("put", terminal.shows("put 1 file") and terminal.prompt("disk:media/"))
        check.equal("its bytes", (stage.folder / "disk/media/one.txt").read_text(), "source/one.txt")
        terminal.type("lcd sou" + TAB + "\rlls .h" + TAB)
        check.true("hidden ones where a dot is typed", terminal.shows_line("disk:media/> lls .hidden"))
        terminal.type(CTRL_C + "get one.txt ot" + TAB)
        check.true("both sides where both may be meant", terminal.shows_line("disk:media/> get one.txt other.txt"))


def case_a_slow_server(check, stage):
    with Emulator("--latency", "20000") as emulator, Stage(emulator, stage.seaweed) as slow:
        with slow.shell(f"az:{slow.container}") as terminal:
            terminal.prompt(f"az:{slow.container}/")
            began = time.monotonic()
            terminal.type("ls x" + TAB)
            terminal.type("y")
            check.true("the prompt answers", terminal.shows_line(f"az:{slow.container}/> ls xy", seconds=15))
            check.true("in time", time.monotonic() - began < 12)
