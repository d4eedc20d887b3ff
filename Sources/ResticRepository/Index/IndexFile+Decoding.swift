extension IndexFile {
  /// Reads a decrypted and decompressed index file; `location` names it in messages.
  package init(decoding bytes: UnsafeRawBufferPointer, location: String) throws(RepositoryError) {
    self.init()
    do {
      var scanner = JSONScanner(bytes)
      try read(&scanner)
      try scanner.expectEnd()
    } catch {
      throw RepositoryError(
        .damaged,
        "the index is damaged: \(error.reason) at byte \(error.position); `repair` builds it anew from the packs",
        location: location, cause: error)
    }
  }

  private mutating func read(_ scanner: inout JSONScanner) throws(JSONFault) {
    var hasPacks = false
    try scanner.expect(UInt8(ascii: "{"))
    var isFirst = true
    while let key = try scanner.nextKey(isFirst: &isFirst) {
      if scanner.cursor.equals(key.range, "packs") {
        hasPacks = true
        try readPacks(&scanner)
      } else if scanner.cursor.equals(key.range, "supersedes") {
        try readSuperseded(&scanner)
      } else {
        try scanner.skipValue()
      }
    }
    // An object without the list is another program's file, or what is left of one.
    guard hasPacks else { throw scanner.fault("the list of packs is missing") }
  }

  private mutating func readSuperseded(_ scanner: inout JSONScanner) throws(JSONFault) {
    if scanner.takeNull() { return }
    try scanner.expect(UInt8(ascii: "["))
    var isFirst = true
    while try scanner.nextElement(isFirst: &isFirst) {
      if let id = try scanner.id() { supersedes.append(id) }
    }
  }

  private mutating func readPacks(_ scanner: inout JSONScanner) throws(JSONFault) {
    if scanner.takeNull() { return }
    try scanner.expect(UInt8(ascii: "["))
    var isFirst = true
    while try scanner.nextElement(isFirst: &isFirst) { try readPack(&scanner) }
  }

  private mutating func readPack(_ scanner: inout JSONScanner) throws(JSONFault) {
    var id: StorageID?
    var new: [PackEntry] = []
    try scanner.expect(UInt8(ascii: "{"))
    var isFirst = true
    while let key = try scanner.nextKey(isFirst: &isFirst) {
      if scanner.cursor.equals(key.range, "id") {
        id = try scanner.id()
      } else if scanner.cursor.equals(key.range, "blobs") {
        guard !scanner.takeNull() else { continue }
        try scanner.expect(UInt8(ascii: "["))
        var isFirst = true
        while try scanner.nextElement(isFirst: &isFirst) { new.append(try Self.readEntry(&scanner)) }
      } else {
        try scanner.skipValue()
      }
    }
    guard let id else { throw scanner.fault("the id of a pack is missing") }
    append(pack: id, entries: new)
  }

  private static func readEntry(_ scanner: inout JSONScanner) throws(JSONFault) -> PackEntry {
    var id: StorageID?
    var kind: BlobKind?
    var offset: UInt32?
    var length: UInt32?
    var uncompressedLength: UInt32 = 0
    try scanner.expect(UInt8(ascii: "{"))
    var isFirst = true
    while let key = try scanner.nextKey(isFirst: &isFirst) {
      if scanner.cursor.equals(key.range, "id") {
        id = try scanner.id()
      } else if scanner.cursor.equals(key.range, "type") {
        kind = try readKind(&scanner)
      } else if scanner.cursor.equals(key.range, "offset") {
        offset = UInt32(try scanner.unsigned(upTo: UInt64(UInt32.max)))
      } else if scanner.cursor.equals(key.range, "length") {
        length = UInt32(try scanner.unsigned(upTo: UInt64(UInt32.max)))
      } else if scanner.cursor.equals(key.range, "uncompressed_length") {
        uncompressedLength = UInt32(try scanner.unsigned(upTo: UInt64(UInt32.max)))
      } else {
        try scanner.skipValue()
      }
    }
    guard let id, let kind, let offset, let length, length >= SealedForm.overhead else {
      throw scanner.fault("a blob's entry is not whole")
    }
    return PackEntry(id: id, offset: offset, length: length, uncompressedLength: uncompressedLength, kind: kind)
  }

  private static func readKind(_ scanner: inout JSONScanner) throws(JSONFault) -> BlobKind {
    let word = try scanner.string()
    if scanner.cursor.equals(word.range, "data") { return .data }
    if scanner.cursor.equals(word.range, "tree") { return .tree }
    throw scanner.fault("unknown type of blob")
  }
}
