import Cryptography
import ResticRepository
import Secrets
import Synchronization

@testable import ElastoSync

/// A source of trees and blobs that takes anything: trees that no honest program writes, blobs that are lost or hurt.
final class MemoryBlobs: BlobSource {
  private struct Contents {
    var trees: [StorageID: Tree] = [:]
    var packs: [StorageID: [UInt8]] = [:]
    var places: [StorageID: [BlobLocation]] = [:]
  }

  private let contents = Mutex(Contents())
  private let key: MasterKey

  init() throws { key = try MasterKey.random() }

  /// Stores a blob in a pack of its own, once more at every call.
  @discardableResult
  func store(_ bytes: [UInt8]) throws -> StorageID {
    let id = try SHA256Hasher().digest(of: bytes)
    var sealed = [UInt8](repeating: 0, count: bytes.count + Sealer.overhead)
    let sealer = try Sealer(key)
    _ = try bytes.withUnsafeBytes { bytes in
      try sealed.withUnsafeMutableBytes { try sealer.seal(bytes, into: $0) }
    }
    let pack = try SHA256Hasher().digest(of: sealed)
    contents.withLock { contents in
      contents.packs[pack] = sealed
      contents.places[id, default: []].append(
        BlobLocation(pack: pack, offset: 0, length: UInt32(sealed.count), uncompressedLength: 0))
    }
    return id
  }

  /// Stores a tree as it is, checked by nobody.
  func store(_ nodes: [Node]) throws -> StorageID {
    let bytes = (0..<32).map { _ in UInt8.random(in: 0...255) }
    let id = try SHA256Hasher().digest(of: bytes)
    contents.withLock { $0.trees[id] = Tree(nodes: nodes) }
    return id
  }

  /// Turns a bit in the first copy of a blob.
  func damage(_ id: StorageID) {
    contents.withLock { contents in
      guard let place = contents.places[id]?.first else { return }
      contents.packs[place.pack]?[20] ^= 1
    }
  }

  func lose(_ id: StorageID) {
    contents.withLock { $0.places[id] = nil }
  }

  func tree(_ id: StorageID) async throws(RepositoryError) -> Tree {
    guard let tree = contents.withLock({ $0.trees[id] }) else {
      throw RepositoryError(.missing, "no tree \(id)", location: "memory")
    }
    return tree
  }

  func places(ofData id: StorageID) -> [BlobLocation] { contents.withLock { $0.places[id] ?? [] } }

  func readPack(_ pack: StorageID, _ range: Range<Int64>) async throws(RepositoryError) -> [UInt8] {
    guard let bytes = contents.withLock({ $0.packs[pack] }), range.upperBound <= bytes.count else {
      throw RepositoryError(.missing, "no pack \(pack)", location: "memory")
    }
    return Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
  }

  func makeBatch() throws -> BlobBatch { try BlobBatch(key) }
}

extension MemoryBlobs {
  func file(_ name: String, _ text: String, mtime: Int64 = 1_000_000_000) throws -> Node {
    try file(name, [Array(text.utf8)].filter { !$0.isEmpty }, mtime: mtime)
  }

  func file(_ name: String, _ blobs: [[UInt8]], mtime: Int64 = 1_000_000_000) throws -> Node {
    var node = Node(
      name: Array(name.utf8), kind: .file, mode: FileMode(unixMode: 0o100640),
      mtime: GoTime(seconds: mtime, nanoseconds: 7))
    node.size = UInt64(blobs.reduce(0) { $0 + $1.count })
    node.content = try blobs.map { try store($0) }
    return node.ownedByUs
  }

  func directory(_ name: String, _ nodes: [Node], mode: UInt32 = 0o755, mtime: Int64 = 1_000_000_000) throws -> Node {
    var node = Node(
      name: Array(name.utf8), kind: .directory, mode: FileMode(unixMode: 0o040000 | mode),
      mtime: GoTime(seconds: mtime))
    node.subtree = try store(nodes)
    return node.ownedByUs
  }

  func link(_ name: String, to target: String) -> Node {
    var node = Node(
      name: Array(name.utf8), kind: .symlink, mode: FileMode(unixMode: 0o120777),
      mtime: GoTime(seconds: 1_000_000_000))
    node.linkTarget = Array(target.utf8)
    return node.ownedByUs
  }
}
