import Cryptography
import ResticRepository

/// How an operation is written in a frame: a tag byte, then its fields.
extension Operation {
  private enum Tag: UInt8 {
    case createRepository = 1
    case directory, command, snapshot, forget, maintain, unchanged, volume
  }

  func encode(into fields: inout FieldEncoder) {
    switch self {
    case .createRepository(let target):
      fields.append(byte: Tag.createRepository.rawValue)
      fields.append(text: target)
    case .directory(let directory):
      fields.append(byte: Tag.directory.rawValue)
      directory.encode(into: &fields)
    case .unchanged(let directory):
      fields.append(byte: Tag.unchanged.rawValue)
      directory.encode(into: &fields)
    case .command(let section):
      fields.append(byte: Tag.command.rawValue)
      fields.append(count: section)
    case .snapshot(let section):
      fields.append(byte: Tag.snapshot.rawValue)
      fields.append(count: section)
    case .forget(let section, let target, let id):
      fields.append(byte: Tag.forget.rawValue)
      fields.append(count: section)
      fields.append(text: target)
      id.withBytes { fields.append(raw: $0) }
    case .maintain(let job):
      fields.append(byte: Tag.maintain.rawValue)
      fields.append(text: job)
    case .volume(let volume):
      fields.append(byte: Tag.volume.rawValue)
      volume.encode(into: &fields)
    }
  }

  init(decoding fields: inout FieldDecoder) throws(FieldDecoder.Malformed) {
    guard let tag = Tag(rawValue: try fields.byte()) else { throw FieldDecoder.Malformed(offset: fields.offset) }
    switch tag {
    case .createRepository: self = .createRepository(target: try fields.text())
    case .directory: self = .directory(try DirectoryOperation(decoding: &fields))
    case .unchanged: self = .unchanged(try UnchangedDirectory(decoding: &fields))
    case .command: self = .command(section: try fields.section())
    case .snapshot: self = .snapshot(section: try fields.section())
    case .forget: self = .forget(section: try fields.section(), target: try fields.text(), id: try fields.storageID())
    case .maintain: self = .maintain(job: try fields.text())
    case .volume: self = .volume(try PlannedVolume(decoding: &fields))
    }
  }
}

extension FieldDecoder {
  fileprivate mutating func section() throws(Malformed) -> Int {
    let value = try number()
    guard value <= UInt64(UInt32.max) else { throw Malformed(offset: offset) }
    return Int(value)
  }

  mutating func storageID() throws(Malformed) -> StorageID {
    guard let id = StorageID(try raw(StorageID.byteCount)) else { throw Malformed(offset: offset) }
    return id
  }
}

extension DirectoryOperation {
  func encode(into fields: inout FieldEncoder) {
    fields.append(count: section)
    fields.append(number)
    fields.append(string: path)
    fields.append(byte: isRoot ? 1 : 0)
    fields.append(count: removed.count)
    for tally in removed {
      fields.append(count: tally.files)
      fields.append(signed: tally.bytes)
    }
    fields.append(count: entries.count)
    for entry in entries { entry.encode(into: &fields) }
  }

  init(decoding fields: inout FieldDecoder) throws(FieldDecoder.Malformed) {
    section = try fields.section()
    number = try fields.number()
    path = try fields.string()
    isRoot = try fields.byte() != 0
    removed = []
    for _ in 0..<(try fields.count(ofSize: 2)) {
      let files = try fields.number()
      guard files <= UInt64(Int32.max) else { throw FieldDecoder.Malformed(offset: fields.offset) }
      removed.append(FileTally(files: Int(files), bytes: try fields.signed()))
    }
    let count = try fields.count(ofSize: 16)
    entries = []
    entries.reserveCapacity(count)
    for _ in 0..<count { entries.append(try EntryOperation(decoding: &fields)) }
  }
}

extension UnchangedDirectory {
  fileprivate func encode(into fields: inout FieldEncoder) {
    fields.append(count: section)
    fields.append(number)
    fields.append(byte: isRoot ? 1 : 0)
    fields.append(count: files)
    fields.append(count: trees.count)
    for tree in trees { tree.withBytes { fields.append(raw: $0) } }
  }

  fileprivate init(decoding fields: inout FieldDecoder) throws(FieldDecoder.Malformed) {
    section = try fields.section()
    number = try fields.number()
    isRoot = try fields.byte() != 0
    let files = try fields.number()
    guard files <= UInt64(Int32.max) else { throw FieldDecoder.Malformed(offset: fields.offset) }
    self.files = Int(files)
    trees = []
    for _ in 0..<(try fields.count(ofSize: StorageID.byteCount)) { trees.append(try fields.storageID()) }
  }
}

extension EntryOperation {
  fileprivate func encode(into fields: inout FieldEncoder) {
    node.encode(into: &fields)
    fields.append(directory.map { $0 &+ 1 } ?? 0)
    fields.append(count: targets.count)
    for target in targets {
      fields.append(byte: target.change.rawValue)
      guard let content = target.content else {
        fields.append(0)
        continue
      }
      fields.append(count: content.count + 1)
      for id in content { id.withBytes { fields.append(raw: $0) } }
    }
  }

  fileprivate init(decoding fields: inout FieldDecoder) throws(FieldDecoder.Malformed) {
    node = try Node(decoding: &fields)
    let directory = try fields.number()
    self.directory = directory == 0 ? nil : directory - 1
    targets = []
    for _ in 0..<(try fields.count(ofSize: 2)) {
      guard let change = EntryChange(rawValue: try fields.byte()) else {
        throw FieldDecoder.Malformed(offset: fields.offset)
      }
      let length = try fields.number()
      guard length > 0 else {
        targets.append(EntryTarget(change: change, content: nil))
        continue
      }
      guard length - 1 <= UInt64(fields.remaining / StorageID.byteCount) else {
        throw FieldDecoder.Malformed(offset: fields.offset)
      }
      var content: [StorageID] = []
      content.reserveCapacity(Int(length - 1))
      for _ in 0..<(length - 1) { content.append(try fields.storageID()) }
      targets.append(EntryTarget(change: change, content: content))
    }
  }
}
