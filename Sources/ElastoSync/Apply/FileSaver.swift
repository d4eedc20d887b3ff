import Glibc
import Manifest
import ResticRepository

/// Brings one entry of a directory into the targets: compares it with what the plan saw, and reads it where a target
/// lacks its content.
struct FileSaver {
  let saver: ContentSaver
  let log: ProblemLog
  let progress: RunProgress
  /// The plan is moments old: what it calls unchanged is not looked at again.
  let isPlanFresh: Bool
  /// `nil` for a plan that this very run has made: a file that changed since is simply stored as it is now.
  let changedFiles: ChangedFilesPolicy?
  /// The first file that changed under `.refuse`.
  let refused: Refusal

  /// What becomes of an entry that needs no look at the source; `nil` for one that does.
  func saveUnseen(_ entry: EntryOperation, tools: ExecutorTools) -> DirectoryAssembly.Outcome? {
    guard isPlanFresh else { return nil }
    if entry.node.kind == .file {
      guard tools.lanes.indices.allSatisfy({ isStored(entry.targets[$0].content, at: tools.lanes[$0].session) })
      else { return nil }
    }
    progress.advance(files: 1)
    return .stored(entry.node, contents: entry.targets.map(\.content))
  }

  func save(
    _ entry: EntryOperation, in directory: OpenDirectory, tools: ExecutorTools
  ) -> DirectoryAssembly.Outcome {
    let path = { directory.path.path(of: entry.node.name) }
    do throws(FileSystemError) {
      guard entry.node.kind == .file else { return try saveWithoutContent(entry, in: directory, tools: tools) }
      let wanted = tools.lanes.indices.filter { !isStored(entry.targets[$0].content, at: tools.lanes[$0].session) }
      if wanted.isEmpty, let status = try directory.status(of: entry.node.name), status.isStill(entry.node) {
        progress.advance(files: 1)
        return .stored(entry.node, contents: entry.targets.map(\.content))
      }
      return try read(entry, wanted: wanted, in: directory, tools: tools)
    } catch {
      log.add(PathProblem(path: path().displayed, reason: error.message))
      return .dropped
    }
  }

  func isStored(_ content: [StorageID]?, at session: TargetSession) -> Bool {
    guard let content else { return false }
    return session.failure != nil || content.allSatisfy { session.index.contains(.data, $0) }
  }

  /// Links, devices, fifos, sockets: the node is all there is.
  private func saveWithoutContent(
    _ entry: EntryOperation, in directory: OpenDirectory, tools: ExecutorTools
  ) throws(FileSystemError) -> DirectoryAssembly.Outcome {
    defer { progress.advance(files: 1) }
    let none = [[StorageID]?](repeating: nil, count: tools.lanes.count)
    guard let status = try directory.status(of: entry.node.name) else {
      throw FileSystemError(.notFound, "has gone since the plan was made", at: directory.path.path(of: entry.node.name))
    }
    if status.isStill(entry.node) { return .stored(entry.node, contents: none) }
    guard try respond(to: entry, in: directory, tools: tools) == .readAfresh, !status.isDirectory,
      !status.isRegularFile
    else { return .dropped }
    let now = LocalEntry(name: entry.node.name, status: status)
    return .stored(try tools.nodes.node(for: now, in: directory), contents: none)
  }

  private func read(
    _ entry: EntryOperation, wanted: [Int], in directory: OpenDirectory, tools: ExecutorTools
  ) throws(FileSystemError) -> DirectoryAssembly.Outcome {
    var (descriptor, status) = try directory.openFile(entry.node.name)
    defer { close(descriptor) }
    var node = entry.node
    var wanted = wanted
    if !status.isStill(node) {
      switch try respond(to: entry, in: directory, tools: tools) {
      case .readAfresh: break
      case .keepPlanned: return .stored(entry.node, contents: entry.targets.map(\.content))
      case .leaveOut: return .dropped
      }
      wanted = Array(tools.lanes.indices)
      node = try tools.nodes.node(for: LocalEntry(name: node.name, status: status), in: directory)
    }
    var contents = entry.targets.map(\.content)
    for attempt in 1... {
      let saved = try save(descriptor, size: status.size, wanted: wanted, directory, node.name, tools)
      for (lane, content) in zip(wanted, saved.contents) { contents[lane] = content }
      let after = try examine(descriptor, directory, node.name)
      if after.isUntouched(since: status) { break }
      if attempt == 2 {
        // It does not hold still: what was there at open is kept, and named.
        node.size = UInt64(saved.bytes)
        log.add(PathProblem(path: directory.path.path(of: node.name).displayed, reason: Self.restless))
        break
      }
      guard lseek(descriptor, 0, SEEK_SET) == 0 else { break }
      status = after
      node = try tools.nodes.node(for: LocalEntry(name: node.name, status: status), in: directory)
      wanted = Array(tools.lanes.indices)
    }
    progress.advance(files: 1)
    return .stored(node, contents: contents)
  }

  private static let restless = "changed while it was read, twice; stored up to the size it had when it was opened"

  private func save(
    _ descriptor: Int32, size: Int64, wanted: [Int], _ directory: OpenDirectory, _ name: [UInt8], _ tools: ExecutorTools
  ) throws(FileSystemError) -> (contents: [[StorageID]?], bytes: Int64) {
    var left = size
    let contents = try saver.save(for: wanted, size: size, tools: tools) { buffer throws(FileSystemError) in
      let count = min(Int64(buffer.count), left)
      guard count > 0 else { return 0 }
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(count)])
      let got = try read(descriptor, into: room, directory, name)
      left -= Int64(got)
      progress.advance(bytes: Int64(got))
      return got
    }
    return (contents, size - left)
  }

  /// 0 at the end.
  func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, _ directory: OpenDirectory, _ name: [UInt8]
  ) throws(FileSystemError) -> Int {
    let count = retryingInterrupts { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    guard count >= 0 else {
      throw FileSystemError(errno: errno, "cannot be read", at: directory.path.path(of: name))
    }
    return count
  }

  func examine(
    _ descriptor: Int32, _ directory: OpenDirectory, _ name: [UInt8]
  ) throws(FileSystemError) -> FileStatus {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileSystemError(errno: errno, "cannot be examined", at: directory.path.path(of: name))
    }
    return FileStatus(status)
  }

  /// What is done with an entry that is not what the plan saw.
  private enum Response {
    case readAfresh
    /// Its node and content as planned, which every target has.
    case keepPlanned
    case leaveOut
  }

  private func respond(
    to entry: EntryOperation, in directory: OpenDirectory, tools: ExecutorTools
  ) throws(FileSystemError) -> Response {
    guard let changedFiles else { return .readAfresh }
    let path = directory.path.path(of: entry.node.name).displayed
    switch changedFiles {
    case .read:
      log.add(PathProblem(path: path, reason: "changed since the plan was made; stored as it is now"))
      return .readAfresh
    case .skip:
      let isKept = tools.lanes.indices.allSatisfy { isStored(entry.targets[$0].content, at: tools.lanes[$0].session) }
      let fate = isKept ? "kept as it was planned" : "left out"
      log.add(PathProblem(path: path, reason: "changed since the plan was made; \(fate)"))
      return isKept ? .keepPlanned : .leaveOut
    case .refuse:
      refused.note(path)
      return .leaveOut
    }
  }
}
