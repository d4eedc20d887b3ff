/// `BlockList`: the blocks of a blob, and those that wait to be in one.
struct AzureBlockListReply: XMLModel {
  struct Block: Sendable {
    /// Base64
    var id = ""
    var size: Int64 = 0
  }

  private(set) var uncommitted: [Block] = []
  private var block = Block()

  static func accepts(root: String) -> Bool { root == "BlockList" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.name) {
    case (4, "Name"): block.id = text
    case (4, "Size"): block.size = Int64(text) ?? 0
    case (3, "Block"):
      if path.parent == "UncommittedBlocks" { uncommitted.append(block) }
      block = Block()
    default: break
    }
  }
}
