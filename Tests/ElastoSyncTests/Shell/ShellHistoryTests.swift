import Foundation
import Testing

@testable import ElastoSync

@Suite("History of the shell")
struct ShellHistoryTests {
  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("lines are kept in a file of the owner's alone, whatever its mode was")
  func modes() async throws {
    try await TemporaryFolder.withFolder { (temporary) async throws -> Void in
      let folder = temporary.path
      let history = ShellHistory(folder: "\(folder)/state")
      #expect(try history.load() == [])
      #expect(try history.add("ls", after: nil))
      let path = "\(folder)/state/shell-history"
      #expect(try mode(path) == 0o600)
      try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: path)
      #expect(try history.load() == ["ls"])
      #expect(try mode(path) == 0o600)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
      #expect(try history.add("pwd", after: "ls"))
      #expect(try mode(path) == 0o600)
      #expect(try history.load() == ["ls", "pwd"])
    }
  }

  @Test(
    "what holds a secret, begins with a space or is none is not kept",
    arguments: [
      " ls", "", "\tls", "a\nb", "ls 'https://a.blob.core.windows.net/c/b?sv=1&SIG=abc'", "get s3:https://u:p@host/b/k",
      "ls 's3:https://h/b?X-Amz-Signature=1'", "put x y --metadata Password=x", "x AccountKey=abc",
    ])
  func refused(line: String) { #expect(!ShellHistory.isKept(line)) }

  @Test(
    "and everything else is",
    arguments: ["ls", "put 'a b' weed:media/", "get s3:https://host/bucket/a@b", "cd secrets", "rm signatures/x"])
  func kept(line: String) { #expect(ShellHistory.isKept(line)) }

  @Test("the same line twice is kept once")
  func repeated() async throws {
    try await TemporaryFolder.withFolder { (temporary) async throws -> Void in
      let folder = temporary.path
      let history = ShellHistory(folder: folder)
      #expect(try history.add("ls", after: nil))
      #expect(try !history.add("ls", after: "ls"))
      #expect(try history.load() == ["ls"])
    }
  }

  @Test("the file is bounded, and keeps the newest")
  func bounded() async throws {
    try await TemporaryFolder.withFolder { (temporary) async throws -> Void in
      let folder = temporary.path
      let history = ShellHistory(folder: folder)
      let line = String(repeating: "x", count: 1000)
      var largest = 0
      for number in 0..<600 {
        _ = try history.add("\(number) \(line)", after: nil)
        let size = try FileManager.default.attributesOfItem(atPath: "\(folder)/shell-history")[.size] as? Int ?? 0
        largest = max(largest, size)
      }
      #expect(largest <= ShellHistory.sizeLimit + 1100)
      let kept = try history.load()
      #expect(kept.last == "599 \(line)" && kept.count > 100)
      #expect(try mode("\(folder)/shell-history") == 0o600)
    }
  }

  @Test("several shells lose nothing of each other's")
  func concurrent() async throws {
    try await TemporaryFolder.withFolder { (temporary) async throws -> Void in
      let folder = temporary.path
      try await withThrowingTaskGroup(of: Void.self) { group in
        for shell in 0..<4 {
          group.addTask {
            for number in 0..<50 { _ = try ShellHistory(folder: folder).add("ls \(shell) \(number)", after: nil) }
          }
        }
        try await group.waitForAll()
      }
      #expect(Set(try ShellHistory(folder: folder).load()).count == 200)
    }
  }

  @Test("a link is no history, and what it names is not touched")
  func link() async throws {
    try await TemporaryFolder.withFolder { (temporary) async throws -> Void in
      let folder = temporary.path
      try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder)/other"))
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/shell-history", withDestinationPath: "\(folder)/other")
      let history = ShellHistory(folder: folder)
      #expect(throws: RunStateError.self) { try history.load() }
      #expect(throws: RunStateError.self) { try history.add("ls", after: nil) }
      #expect(try String(contentsOfFile: "\(folder)/other", encoding: .utf8) == "x")
    }
  }
}
