import ElastoSync
import Glibc
import Providers
import Secrets

/// Asks for a password on the terminal, which does not show it.
enum PasswordPrompt {
  /// Asks twice. Throws `.usage` where there is no terminal, or the two differ.
  static func new(_ question: String, on console: Console) async throws -> SecretBytes {
    guard console.terminal.isInput else {
      throw RunError(
        .usage, "no terminal to ask for the new password: give --new-password-file or --new-password-command")
    }
    let first = await BlockingThreads.files.run { read("\(question): ", console) }
    let second = await BlockingThreads.files.run { read("again: ", console) }
    let isSame = first.withBytes { first in second.withBytes { first.elementsEqual($0) } }
    guard isSame else { throw RunError(.usage, "the two passwords differ: nothing was changed, try again") }
    guard first.count > 0 else { throw RunError(.usage, "a password must not be empty: nothing was changed") }
    return first
  }

  private static func read(_ question: String, _ console: Console) -> SecretBytes {
    var before = termios()
    tcgetattr(STDIN_FILENO, &before)
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
      console.tell("")
    }
    console.ask(question)
    // A line of a terminal has 4096 bytes at most.
    return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      guard let start = buffer.baseAddress else { return SecretBytes(copying: []) }
      defer { explicit_bzero(start, buffer.count) }
      let count = max(0, Glibc.read(STDIN_FILENO, start, buffer.count))
      var line = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      if line.last == UInt8(ascii: "\n") { line = UnsafeRawBufferPointer(rebasing: line.dropLast()) }
      return SecretBytes(copying: line)
    }
  }
}
