import CLibEdit
import ElastoSync
import Glibc

/// libedit's editor with what its callbacks need.
///
// SAFETY: used on the one thread of the `LineEditor` that it belongs to.
final class EditingDesk: @unchecked Sendable {
  private let wakes: WakePipe
  private let complete: @Sendable (String) -> ShellCompletion.Answer
  private var editor: OpaquePointer?
  private var lines: OpaquePointer?
  private var prompt = strdup("")
  private enum Ending {
    case interrupted, left
  }

  /// How the line under way ends, where no Return ends it.
  private var ending: Ending?
  private var isLeaving = false
  /// The line is drawn to its end, and dropped when the next key is asked for.
  private var isDropped = false
  /// Of the terminal, when the line was drawn last.
  private var width = 80

  init(_ wakes: WakePipe, _ complete: @escaping @Sendable (String) -> ShellCompletion.Answer) {
    self.wakes = wakes
    self.complete = complete
  }

  deinit { free(prompt) }

  func open(history: [String]) -> Bool {
    // Names are UTF-8 here, whatever the locale says of other things.
    setlocale(LC_CTYPE, "")
    if String(cString: nl_langinfo(Int32(CODESET))) != "UTF-8" { setlocale(LC_CTYPE, "C.UTF-8") }
    guard let editor = elasto_el_open("elasto-sync") else { return false }
    self.editor = editor
    elasto_el_set_context(editor, Unmanaged.passUnretained(self).toOpaque())
    elasto_el_choose_keys(editor, "emacs")
    elasto_el_set_prompt(editor) { EditingDesk.of($0)?.prompt }
    elasto_el_set_reader(editor) { editor, character in
      guard let character, let desk = EditingDesk.of(editor) else { return -1 }
      return desk.readCharacter(into: character)
    }
    elasto_el_add(editor, "elasto-complete", "complete the word") { editor, _ in
      EditingDesk.of(editor)?.completeWord() ?? UInt8(CC_ERROR)
    }
    elasto_el_add(editor, "elasto-interrupt", "drop the line") { editor, _ in
      EditingDesk.of(editor)?.dropLine() ?? UInt8(CC_ERROR)
    }
    elasto_el_add(editor, "elasto-suspend", "stop the program") { editor, _ in
      EditingDesk.of(editor)?.suspend() ?? UInt8(CC_ERROR)
    }
    // Keys like any other: as signals they would be late for what is typed right behind them.
    elasto_el_set_terminal(editor, "-isig")
    elasto_el_bind(editor, "^C", "elasto-interrupt")
    elasto_el_bind(editor, "^Z", "elasto-suspend")
    elasto_el_bind(editor, "^I", "elasto-complete")
    elasto_el_bind(editor, "^R", "em-inc-search-prev")
    lines = elasto_el_keep_history(editor, Int32(ShellHistory.lineLimit))
    for line in history { remember(line) }
    return true
  }

  func close() {
    if let lines { history_end(lines) }
    if let editor { el_end(editor) }
    (editor, lines) = (nil, nil)
  }

  func remember(_ line: String) {
    if let lines { elasto_history_add(lines, line) }
  }

  /// A line that was dropped is followed by the next one at once: between two lines keys mean what they mean to the
  /// kernel.
  func read(prompt: String) -> LineEditor.Line {
    guard let editor else { return .end }
    free(self.prompt)
    self.prompt = strdup(prompt)
    forgetWakes()
    while !isLeaving {
      (ending, isDropped, width) = (nil, false, Terminal.current().width)
      // libedit shows the prompt first and takes the terminal then: keys in between would be the kernel's.
      elasto_el_take_terminal(editor, 1)
      var count: Int32 = 0
      let typed = el_gets(editor, &count)
      if ending == .interrupted {
        show("^C\n")
        continue
      }
      guard ending == nil, let typed, count > 0 else {
        show("\n")
        return .end
      }
      let bytes = UnsafeRawBufferPointer(start: typed, count: Int(count))
      return .text(String(decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...], as: UTF8.self))
    }
    return .end
  }

  /// What came for a line that is over.
  private func forgetWakes() {
    while let reason = wakes.next() { if reason == .leave { isLeaving = true } }
  }

  private func show(_ text: String) {
    var text = text
    text.withUTF8 { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }

  private static func of(_ editor: OpaquePointer?) -> EditingDesk? {
    guard let editor, let context = elasto_el_context(editor) else { return nil }
    return Unmanaged<EditingDesk>.fromOpaque(context).takeUnretainedValue()
  }
}

extension EditingDesk {
  /// The next character that is typed: 1, or -1 where the line is over.
  fileprivate func readCharacter(into character: UnsafeMutablePointer<wchar_t>) -> Int32 {
    if isDropped { return finish(.interrupted) }
    while ending == nil {
      var waits = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wakes.reading, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&waits, 2, -1) < 0 { continue }
      if waits[1].revents != 0 {
        while let reason = wakes.next() {
          if reason == .interrupt {
            character.pointee = Self.interrupt
            return 1
          }
          wake(reason)
        }
      } else if waits[0].revents != 0 {
        guard let scalar = readScalar() else { return finish(.left) }
        character.pointee = wchar_t(bitPattern: scalar.value)
        return 1
      }
    }
    return -1
  }

  /// What Ctrl-C types.
  private static let interrupt: wchar_t = 3

  /// The next prompt goes below the whole line, not below the cursor.
  fileprivate func dropLine() -> UInt8 {
    guard let editor else { return UInt8(CC_ERROR) }
    el_cursor(editor, Int32(1 << 20))
    isDropped = true
    return UInt8(CC_REFRESH)
  }

  /// Ctrl-Z: the terminal is whoever's who goes on with it.
  fileprivate func suspend() -> UInt8 {
    guard let editor else { return UInt8(CC_ERROR) }
    elasto_el_take_terminal(editor, 0)
    show("\n")
    kill(0, SIGTSTP)
    elasto_el_take_terminal(editor, 1)
    return UInt8(CC_REDISPLAY)
  }

  private func wake(_ reason: WakePipe.Reason) {
    guard let editor else { return }
    switch reason {
    case .resize: redraw(editor)
    case .resume:
      elasto_el_take_terminal(editor, 0)
      elasto_el_take_terminal(editor, 1)
      elasto_el_refresh(editor)
    case .interrupt: break
    case .leave:
      isLeaving = true
      _ = finish(.left)
    }
  }

  /// Begins the line anew where it began, as far as that can be known: some terminals break lines anew when they become
  /// wider, and others do not. Nothing above the line is ever erased.
  private func redraw(_ editor: OpaquePointer) {
    let now = Terminal.current().width
    let column = Self.columns(prompt.map { String(cString: $0) } ?? "") + Self.columns(beforeCursor(editor))
    let rows = min(column / max(1, width), column / max(1, now))
    show("\r" + (rows > 0 ? "\u{1b}[\(rows)A" : "") + "\u{1b}[J")
    width = now
    el_resize(editor)
    elasto_el_refresh(editor)
  }

  /// Of the screen.
  private static func columns(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + max(0, Int(wcwidth(wchar_t(bitPattern: $1.value)))) }
  }

  private func beforeCursor(_ editor: OpaquePointer) -> String {
    guard let line = el_line(editor)?.pointee, let start = line.buffer, let cursor = line.cursor else { return "" }
    return String(decoding: UnsafeRawBufferPointer(start: start, count: cursor - start), as: UTF8.self)
  }

  private func finish(_ how: Ending) -> Int32 {
    ending = ending ?? how
    return -1
  }

  /// One character of UTF-8; `nil` at the end of input. What is no UTF-8 becomes U+FFFD.
  private func readScalar() -> Unicode.Scalar? {
    guard let first = readByte() else { return nil }
    let length =
      switch first {
      case 0..<0x80: 1
      case 0xC2..<0xE0: 2
      case 0xE0..<0xF0: 3
      case 0xF0..<0xF5: 4
      default: 0
      }
    var bytes = [first]
    while bytes.count < length, let next = readByte() { bytes.append(next) }
    return String(decoding: bytes, as: UTF8.self).unicodeScalars.first
  }

  private func readByte() -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let count = Glibc.read(STDIN_FILENO, &byte, 1)
      if count == 1 { return byte }
      if count == 0 || errno != EINTR { return nil }
    }
  }

  /// Tab.
  fileprivate func completeWord() -> UInt8 {
    guard let editor else { return UInt8(CC_ERROR) }
    let answer = complete(beforeCursor(editor))
    if !answer.insertion.isEmpty {
      return el_insertstr(editor, answer.insertion) == 0 ? UInt8(CC_REFRESH) : UInt8(CC_ERROR)
    }
    guard !answer.choices.isEmpty else { return UInt8(CC_REFRESH_BEEP) }
    let terminal = Terminal.current()
    show("\n" + ChoiceTable(answer.choices).text(width: terminal.width))
    return UInt8(CC_REDISPLAY)
  }
}
