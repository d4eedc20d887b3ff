/// Blocks that have come and are in no blob yet ("Put Block").
struct UncommittedBlocks: Sendable {
  private var blocks: [String: Blob.Block] = [:]

  var isEmpty: Bool { blocks.isEmpty }
  var count: Int { blocks.count }

  /// What all ids must be as long as.
  var idLength: Int? { blocks.first?.key.utf8.count }

  subscript(_ id: String) -> Blob.Block? {
    get { blocks[id] }
    set { blocks[id] = newValue }
  }

  /// In the order of their ids.
  var sorted: [Blob.Block] { blocks.values.sorted { $0.id < $1.id } }
}
