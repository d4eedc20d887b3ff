import Chunker
import Glibc
import ResticRepository

/// Small files by the batch: read one after the other, hashed together, which is several times faster, and stored.
extension FileSaver {
  /// Reads a small file that is as the plan saw it, and stays so. False leaves the file to be looked at with more care.
  func gather(_ index: Int, of assembly: DirectoryAssembly, in directory: OpenDirectory, tools: ExecutorTools) -> Bool {
    let entry = assembly.operation.entries[index]
    let size = Int(clamping: entry.node.size)
    let wanted = tools.lanes.indices.filter { !isStored(entry.targets[$0].content, at: tools.lanes[$0].session) }
    guard !wanted.isEmpty, let (descriptor, status) = try? directory.openFile(entry.node.name) else { return false }
    defer { close(descriptor) }
    guard status.isStill(entry.node) else { return false }
    let room = tools.gathered.room(for: size)
    var filled = 0
    while filled < room.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: room[filled...])
      guard let count = try? read(descriptor, into: rest, directory, entry.node.name), count > 0 else { return false }
      filled += count
    }
    guard let after = try? examine(descriptor, directory, entry.node.name), after.isUntouched(since: status) else {
      return false
    }
    progress.advance(bytes: Int64(filled))
    assembly.expect()
    tools.gathered.add(index, of: assembly, wanted: wanted, size: filled)
    return true
  }

  /// Stores what was gathered, and gives what has become of the files of each directory.
  func storeGathered(
    tools: ExecutorTools
  ) -> [(assembly: DirectoryAssembly, results: [(index: Int, outcome: DirectoryAssembly.Outcome)])] {
    var stored: [(assembly: DirectoryAssembly, results: [(index: Int, outcome: DirectoryAssembly.Outcome)])] = []
    tools.gathered.empty(tools.hashes) { file, bytes, id in
      let entry = file.assembly.operation.entries[file.index]
      var contents = entry.targets.map(\.content)
      for lane in file.wanted { contents[lane] = tools.lanes[lane].store(.data, bytes, id: id).map { [$0] } }
      if stored.last?.assembly !== file.assembly { stored.append((file.assembly, [])) }
      stored[stored.count - 1].results.append((file.index, .stored(entry.node, contents: contents)))
      progress.advance(files: 1)
    }
    return stored
  }
}
