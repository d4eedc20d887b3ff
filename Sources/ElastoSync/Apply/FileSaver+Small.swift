import Chunker
import Glibc
import ResticRepository

/// Small files by the batch: read one after the other, hashed together, which is several times faster, and stored.
extension FileSaver {
  /// Brings entries of one directory into the targets.
  func save(
    _ entries: [EntryOperation], in directory: OpenDirectory, tools: ExecutorTools
  ) -> [DirectoryAssembly.Outcome] {
    var outcomes = [DirectoryAssembly.Outcome](repeating: .pending, count: entries.count)
    // No chunk is smaller, so that such a file is one.
    let limit = min(tools.lanes.map(\.chunker.minimumSize).min() ?? 0, GatheredFiles.capacity)
    for (index, entry) in entries.enumerated() {
      let size = Int(clamping: entry.node.size)
      guard entry.node.kind == .file, size > 0, size <= limit else {
        outcomes[index] = save(entry, in: directory, tools: tools)
        continue
      }
      if !tools.gathered.hasRoom(for: size) { storeGathered(of: entries, &outcomes, tools: tools) }
      if !gather(entry, index, in: directory, tools: tools) {
        outcomes[index] = save(entry, in: directory, tools: tools)
      }
    }
    storeGathered(of: entries, &outcomes, tools: tools)
    return outcomes
  }

  /// Reads a file that is as the plan saw it, and stays so. False leaves the file to be looked at with more care.
  private func gather(_ entry: EntryOperation, _ index: Int, in directory: OpenDirectory, tools: ExecutorTools) -> Bool
  {
    let wanted = tools.lanes.indices.filter { !isStored(entry.targets[$0].content, at: tools.lanes[$0].session) }
    guard !wanted.isEmpty, let (descriptor, status) = try? directory.openFile(entry.node.name) else { return false }
    defer { close(descriptor) }
    guard status.isStill(entry.node) else { return false }
    let room = tools.gathered.room(for: Int(clamping: entry.node.size))
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
    tools.gathered.add(index, entry.node, wanted: wanted, size: filled)
    return true
  }

  private func storeGathered(
    of entries: [EntryOperation], _ outcomes: inout [DirectoryAssembly.Outcome], tools: ExecutorTools
  ) {
    tools.gathered.empty(tools.hashes) { file, bytes, id in
      var contents = entries[file.index].targets.map(\.content)
      for lane in file.wanted { contents[lane] = tools.lanes[lane].store(.data, bytes, id: id).map { [$0] } }
      outcomes[file.index] = .stored(file.node, contents: contents)
      progress.advance(files: 1)
    }
  }
}
