import Glibc

/// The lines that were typed, in a file that nobody else can read, from its first byte on.
///
/// Several shells may write it at once. It is shortened when it has grown to twice the size that is kept.
package struct ShellHistory: Sendable {
  package static let lineLimit = 1000
  /// Bytes of the file beyond which it is shortened; what is read into memory is at most twice as much.
  static let sizeLimit = 256 << 10

  private let path: String

  /// - Parameter folder: where this program keeps its state; made where it is missing.
  package init(folder: String) { path = "\(folder)/shell-history" }

  /// What was typed last, oldest first. The file's mode is narrowed to its owner before it is read.
  package func load() throws(RunStateError) -> [String] {
    guard let file = try open(creating: false) else { return [] }
    defer { close(file) }
    return Self.lines(try read(file))
  }

  /// Keeps a line, unless it is not to be kept or is the same as `last`; whether it was.
  package func add(_ line: String, after last: String?) throws(RunStateError) -> Bool {
    guard Self.isKept(line), line != last else { return false }
    guard let file = try open(creating: true) else { return false }
    defer { close(file) }
    do throws(DurableFile.Failure) {
      try DurableFile.writeAll(Array("\(line)\n".utf8), to: file, path: path)
    } catch {
      throw failure("write", error.code)
    }
    try shorten(file)
    return true
  }

  /// Not lines that begin with a space, and none with what would let others in: signed URLs, keys of accounts, passwords
  /// in URLs.
  package static func isKept(_ line: String) -> Bool {
    guard let first = line.unicodeScalars.first, !ShellScanner.isSpace(first), !line.utf8.contains(10) else {
      return false
    }
    let lower = line.lowercased()
    let marks = ["sig=", "signature=", "credential=", "key=", "secret=", "password=", "token="]
    if marks.contains(where: { lower.contains($0) }) { return false }
    return !hasUser(lower)
  }

  /// Whether there is a `//user:password@host`.
  private static func hasUser(_ line: String) -> Bool {
    line.split(separator: " ").contains { word in
      guard let start = word.firstRange(of: "//") else { return false }
      return word[start.upperBound...].prefix { $0 != "/" }.contains("@")
    }
  }

  /// The newest lines that fit.
  static func lines(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: 10).suffix(lineLimit).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Open for reading and appending, locked against other shells, and the owner's alone; `nil` where there is none.
  private func open(creating: Bool) throws(RunStateError) -> Int32? {
    if creating {
      do throws(DurableFile.Failure) {
        try DurableFile.makeFolder(folder)
      } catch {
        throw failure("create the folder of", error.code)
      }
    }
    while true {
      let flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | (creating ? O_CREAT : 0)
      let file = Glibc.open(path, flags, 0o600)
      guard file >= 0 else {
        if errno == ENOENT, !creating { return nil }
        throw failure("open", errno)
      }
      do throws(RunStateError) {
        if try isOurs(file) { return file }
      } catch {
        close(file)
        throw error
      }
      close(file)
    }
  }

  /// Locks it and narrows its mode. False where another shell has replaced it meanwhile.
  private func isOurs(_ file: Int32) throws(RunStateError) -> Bool {
    var (held, named) = (stat(), stat())
    guard fstat(file, &held) == 0 else { throw failure("look at", errno) }
    guard held.st_mode & S_IFMT == S_IFREG, held.st_uid == geteuid() else {
      throw RunStateError(
        .inputOutput, "the history is not kept: this is no file of yours; remove it, or use another state folder",
        location: path)
    }
    if held.st_mode & 0o777 != 0o600 {
      guard fchmod(file, 0o600) == 0 else { throw failure("set the mode of", errno) }
    }
    while flock(file, LOCK_EX) != 0 { guard errno == EINTR else { throw failure("lock", errno) } }
    return stat(path, &named) == 0 && named.st_ino == held.st_ino && named.st_dev == held.st_dev
  }

  private func read(_ file: Int32) throws(RunStateError) -> [UInt8] {
    let size = max(0, lseek(file, 0, SEEK_END))
    let start = max(0, size - 2 * Self.sizeLimit)
    var bytes = [UInt8](repeating: 0, count: size - start)
    var count = 0
    while count < bytes.count {
      let read = bytes[count...].withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, start + count) }
      if read == 0 { break }
      if read < 0, errno != EINTR { throw failure("read", errno) }
      count += max(0, read)
    }
    let whole = bytes[..<count]
    // What was cut at its beginning is no line.
    return start == 0 ? Array(whole) : Array(whole.drop { $0 != 10 })
  }

  private func shorten(_ file: Int32) throws(RunStateError) {
    guard lseek(file, 0, SEEK_END) > Self.sizeLimit else { return }
    var kept: [String] = []
    var size = 0
    for line in Self.lines(try read(file)).reversed() {
      size += line.utf8.count + 1
      if size > Self.sizeLimit / 2 { break }
      kept.append(line)
    }
    let text = kept.reversed().map { "\($0)\n" }.joined()
    do throws(DurableFile.Failure) {
      try DurableFile.write(Array(text.utf8), to: path, mode: 0o600)
    } catch {
      throw failure("shorten", error.code)
    }
  }

  private var folder: String { String(path.dropLast("/shell-history".count)) }

  private func failure(_ action: String, _ code: Int32) -> RunStateError {
    RunStateError(
      .inputOutput, "the history is not kept: cannot \(action) it: \(String(cString: strerror(code)))", location: path)
  }
}
