import Glibc
import ResticRepository

@testable import ElastoSync

extension MemoryBlobs {
  /// Everything in a directory, through a tree's bytes and back; sockets and links' attributes too.
  func backUp(_ directory: OpenDirectory) throws -> StorageID {
    let builder = NodeBuilder(zone: .utc)
    var nodes: [Node] = []
    for entry in try DirectoryLister().list(directory).entries {
      var node = try builder.node(for: entry, in: directory)
      switch node.kind {
      case .directory: node.subtree = try backUp(directory.directory(entry.name))
      case .file: node.content = try content(of: entry.name, in: directory)
      default: break
      }
      nodes.append(node)
    }
    return try store(Tree(decoding: Tree(nodes: nodes).encoded()).nodes)
  }

  private func content(of name: [UInt8], in directory: OpenDirectory) throws -> [StorageID] {
    let (descriptor, _) = try directory.openFile(name)
    defer { close(descriptor) }
    var ids: [StorageID] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count <= 0 { return ids }
      ids.append(try store(Array(buffer[..<count])))
    }
  }
}
