import Glibc

/// Reads a manifest's text, and refuses one that somebody else could have written.
struct ManifestFile {
  static let sizeLimit = 16 << 20

  /// The user that is trusted besides root.
  var userID: UInt32

  /// What a file is, so that none is read twice.
  struct Identity: Hashable {
    var device: UInt64
    var inode: UInt64
  }

  /// - Parameter name: the file's name in marks.
  func read(_ path: LocalPath, name: String) throws(ManifestFault) -> (SourceText, Identity) {
    let mark = SourceMark(file: name, line: 0, column: 0)
    let descriptor = open(path.text, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw Self.unreadable(mark) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.unreadable(mark) }
    try check(status, mark)
    let bytes = try contents(descriptor, mark)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ManifestFault(.syntax, "not UTF-8 \(Self.place(of: bytes))", at: mark)
    }
    let withoutMark = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    let identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    return (SourceText(file: name, text: withoutMark), identity)
  }

  private func check(_ status: stat, _ mark: SourceMark) throws(ManifestFault) {
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG || kind == S_IFIFO else {
      throw ManifestFault(.unreadable, kind == S_IFDIR ? "a folder, not a file" : "not a file", at: mark)
    }
    guard status.st_uid == 0 || status.st_uid == userID else {
      throw ManifestFault(
        .permission, "it belongs to user \(status.st_uid), who could change what you back up", at: mark,
        suggestion: "chown it to yourself or root")
    }
    guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
      throw ManifestFault(
        .permission, "others than its owner can write it (mode \(String(status.st_mode & 0o7777, radix: 8)))", at: mark,
        suggestion: "chmod go-w \(mark.file)")
    }
  }

  private func contents(_ descriptor: CInt, _ mark: SourceMark) throws(ManifestFault) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Self.unreadable(mark) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= Self.sizeLimit else {
        throw ManifestFault(.limit, "larger than 16 MiB: no manifest", at: mark)
      }
    }
  }

  private static func unreadable(_ mark: SourceMark) -> ManifestFault {
    let reason = String(cString: strerror(errno))
    return ManifestFault(.unreadable, "it cannot be read: \(reason)", at: mark)
  }

  /// The line of the first byte that is not UTF-8.
  private static func place(of bytes: [UInt8]) -> String {
    var lines = 1
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if String(validating: line, as: UTF8.self) == nil { return "on line \(lines)" }
      lines += 1
    }
    return ""
  }
}
