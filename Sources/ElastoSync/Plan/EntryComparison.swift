import ResticRepository

/// Holds an entry against the same path in the snapshot compared with, by metadata alone.
struct EntryComparison {
  /// What a source's manifest entry says of comparing.
  struct Rules: Sendable {
    /// Every file is read, whatever its metadata say.
    var readsAll = false
    var ignoresInode = false
    var ignoresChangeTime = false
  }

  var change: EntryChange
  /// A file's chunks may be taken over from the snapshot.
  var reusesContent: Bool

  init(_ node: Node, with prior: Node?, rules: Rules) {
    guard let prior else {
      self.init(change: .new, reusesContent: false)
      return
    }
    guard prior.kind == node.kind else {
      self.init(change: .changed, reusesContent: false)
      return
    }
    switch node.kind {
    case .file:
      let isSame = !rules.readsAll && prior.content != nil && Self.looksUntouched(node, prior, rules)
      let change: EntryChange = isSame ? (Self.hasSameMetadata(node, prior) ? .unchanged : .metadataOnly) : .changed
      self.init(change: change, reusesContent: isSame)
    case .directory:
      // Times of a directory follow from what happens in it.
      let isSame = Self.hasSameOwnership(node, prior)
      self.init(change: isSame ? .unchanged : .metadataOnly, reusesContent: false)
    case .symlink, .blockDevice, .characterDevice, .fifo, .socket, .irregular, .unknown:
      let isSame = node.linkTarget == prior.linkTarget && node.device == prior.device
      let isSameOutside = Self.hasSameMetadata(node, prior)
      self.init(change: !isSame ? .changed : isSameOutside ? .unchanged : .metadataOnly, reusesContent: false)
    }
  }

  private init(change: EntryChange, reusesContent: Bool) {
    self.change = change
    self.reusesContent = reusesContent
  }

  private static func looksUntouched(_ node: Node, _ prior: Node, _ rules: Rules) -> Bool {
    node.size == prior.size && node.mtime.isSameInstant(as: prior.mtime)
      && (rules.ignoresChangeTime || node.ctime.isSameInstant(as: prior.ctime))
      && (rules.ignoresInode || node.inode == prior.inode)
  }

  private static func hasSameMetadata(_ node: Node, _ prior: Node) -> Bool {
    hasSameOwnership(node, prior) && node.mtime.isSameInstant(as: prior.mtime)
      && node.atime.isSameInstant(as: prior.atime)
  }

  private static func hasSameOwnership(_ node: Node, _ prior: Node) -> Bool {
    node.mode == prior.mode && node.uid == prior.uid && node.gid == prior.gid
      && node.extendedAttributes == prior.extendedAttributes
  }
}
