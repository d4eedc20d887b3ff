import Glibc

/// What the three standard streams are connected to.
struct Terminal: Sendable {
  /// Answers can be asked for.
  var isInput: Bool
  var isOutput: Bool
  var isError: Bool
  /// Colours are wanted on standard output.
  var hasColour: Bool

  init(isInput: Bool, isOutput: Bool, isError: Bool, hasColour: Bool) {
    self.isInput = isInput
    self.isOutput = isOutput
    self.isError = isError
    self.hasColour = hasColour
  }

  /// This process's. `NO_COLOR` (no-color.org) and a dumb terminal switch colours off.
  static func current() -> Terminal {
    let isOutput = isatty(STDOUT_FILENO) == 1
    let refused = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    let kind = getenv("TERM").map { String(cString: $0) } ?? ""
    return Terminal(
      isInput: isatty(STDIN_FILENO) == 1, isOutput: isOutput,
      isError: isatty(STDERR_FILENO) == 1 && kind != "dumb",
      hasColour: isOutput && !refused && kind != "dumb" && !kind.isEmpty)
  }

  var withoutColour: Terminal {
    Terminal(isInput: isInput, isOutput: isOutput, isError: isError, hasColour: false)
  }

  /// Columns of the terminal on standard error; 80 where it does not say.
  var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Reads one line from standard input; `nil` at its end. Blocks.
  func readAnswer() -> String? { readLine(strippingNewline: true) }
}
