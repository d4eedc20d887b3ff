"""The line that is typed: prompt, quotes, Ctrl-C, Ctrl-D, the size of the window."""

import signal

from .terminal import CTRL_C, CTRL_D


def case_coming_and_going(check, stage):
    with stage.shell() as terminal:
        check.true("the prompt", terminal.prompt())
        check.true("a word of help", "help lists the commands" in terminal.text)
        check.true("keys reach the program one by one", terminal.modes()[3] != terminal.modes_before[3])
        terminal.enter("help")
        check.true("help", terminal.shows("Go to a folder") and terminal.prompt())
        terminal.enter("help cd")
        check.true("help of one", terminal.shows("cd [ADDRESS]") and terminal.prompt())
        terminal.type(CTRL_D)
        check.equal("Ctrl-D ends it", terminal.end(), 0)
        check.equal("the terminal is as it was", terminal.modes(), terminal.modes_before)
        check.equal("on a line of its own", terminal.line, "")
    for word in ("exit", "quit"):
        with stage.shell() as terminal:
            terminal.prompt()
            terminal.enter(word)
            check.equal(f"{word} ends it", terminal.end(), 0)
            check.equal(f"the terminal after {word}", terminal.modes(), terminal.modes_before)


def case_folders(check, stage):
    stage.write("disk/media/photos/2026/a.jpg", "a")
    stage.write("disk/other/b", "b")
    (stage.folder / "home").mkdir()
    with stage.shell("disk:media") as terminal:
        check.true("begins where it is told", terminal.prompt("disk:media/"))
        for line, folder in [
            ("cd photos/2026", "disk:media/photos/2026/"), ("cd ..", "disk:media/photos/"), ("cd /", "disk:media/"),
            ("cd ../other", "disk:other/"), ("cd -", "disk:media/"), ("cd disk:media/photos/", "disk:media/photos/"),
            ("cd ../../..", ""), ("cd disk", "disk:"), ("cd", "disk:media/"),
        ]:
            terminal.enter(line)
            check.true(line, terminal.prompt(folder))
        terminal.enter("cd nowhere")
        check.true("what is not there", terminal.shows("there is no such folder") and terminal.prompt("disk:media/"))
        terminal.enter("lcd disk; lpwd; lls; lcd /nowhere")
        check.true("lcd", terminal.shows(f"{stage.folder}/disk"))
        check.true("lls", terminal.shows("other/"))
        check.true("lcd to what is not there", terminal.shows("/nowhere: there is no such folder"))
        terminal.enter("lcd; lpwd")
        check.true("lcd is home", terminal.shows(f"{stage.folder}/home"))
        terminal.enter("!ls")
        check.true("no other programs", terminal.shows("the shell starts no other programs"))


def case_quoting(check, stage):
    stage.write("odd/two words", "1")
    stage.write("odd/it's; * here", "2")
    with stage.shell("disk:media") as terminal:
        terminal.prompt("disk:media/")
        terminal.enter("put 'odd/two words' ; ls")
        check.true("single quotes", terminal.wait(lambda: "two words" in terminal.lines) and terminal.prompt("disk:media/"))
        terminal.enter('put "odd/it\'s; * here" copy\\ of\\;it')
        check.true("double quotes and backslashes", terminal.prompt("disk:media/"))
        names = sorted(path.name for path in (stage.folder / "disk/media").iterdir())
        check.equal("what was put", names, ["copy of;it", "two words"])
        terminal.enter("rm 'two *'")
        check.true("a quoted star is a star", terminal.shows("there is no such object") and terminal.prompt("disk:media/"))
        terminal.enter("rm two*")
        check.true("another is a pattern", terminal.shows("removed 1 file") and terminal.prompt("disk:media/"))
        terminal.enter("ls 'open")
        check.true("an open quote", terminal.shows("column 4: the quote (') that begins here is not closed"))
        terminal.enter("ls open\\")
        check.true("a backslash at the end", terminal.shows("column 8: a backslash with nothing behind it"))
        check.true("and it goes on", terminal.prompt("disk:media/"))


def case_ctrl_c_at_the_prompt(check, stage):
    with stage.shell("disk:media") as terminal:
        terminal.prompt("disk:media/")
        terminal.type("rm everything" + CTRL_C)
        check.true("what was typed is shown as dropped", terminal.wait(lambda: "disk:media/> rm everything^C" in terminal.lines))
        check.true("a new line", terminal.prompt("disk:media/"))
        terminal.enter("pwd")
        check.true("the next line is whole", terminal.wait(lambda: "disk:media/" in terminal.lines))
        check.true("nothing was carried out", "error" not in terminal.text)
        for _ in range(3):
            terminal.type(CTRL_C)
        check.true("however often", terminal.prompt("disk:media/"))
        terminal.type("help")
        terminal.shows_line("disk:media/> help")
        terminal.signal(signal.SIGINT)
        check.true("the signal does the same", terminal.shows("disk:media/> help^C") and terminal.prompt("disk:media/"))
        terminal.type("rm" + CTRL_C)
        terminal.prompt("disk:media/")
        terminal.type(CTRL_D)
        check.equal("and Ctrl-D still leaves", terminal.end(), 0)


def case_a_request_to_end(check, stage):
    with stage.shell() as terminal:
        terminal.prompt()
        terminal.signal(signal.SIGTERM)
        check.equal("it is interrupted", terminal.end(), 130)
        check.equal("the terminal is as it was", terminal.modes(), terminal.modes_before)


def case_the_size_of_the_window(check, stage):
    with stage.shell("disk:media", columns=40) as terminal:
        terminal.prompt("disk:media/")
        text = "ls " + "x" * 60
        terminal.type(text)
        check.true("a long line is wrapped", terminal.wait(lambda: terminal.screen.cursor.y > 0 and terminal.line == "x" * 36))
        terminal.resize(100, 30)
        check.true("wider: it is one line", terminal.shows_line(f"disk:media/> {text}"))
        terminal.type("y")
        check.true("typing goes on in it", terminal.shows_line(f"disk:media/> {text}y"))
        terminal.type(CTRL_C)
        terminal.prompt("disk:media/")
        terminal.type("z" * 70)
        check.true("further lines have the new width", terminal.shows_line(f"disk:media/> {'z' * 70}"))


def case_letters_of_every_kind(check, stage):
    stage.write("disk/media/Grüße 東京.txt", "x")
    with stage.shell("disk:media") as terminal:
        terminal.prompt("disk:media/")
        terminal.type("ls Grü\t")
        # Wide letters take two columns of the screen.
        check.true("completed", terminal.wait(lambda: terminal.line.startswith("disk:media/> ls Grüße\\ 東")))
        terminal.enter("")
        check.true("listed", terminal.wait(lambda: terminal.lines[-2].replace(" ", "") == "Grüße東京.txt"))
