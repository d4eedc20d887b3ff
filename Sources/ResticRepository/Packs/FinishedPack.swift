import Cryptography

/// A whole pack file, ready to be stored.
struct FinishedPack: Sendable {
  var id: StorageID
  var bytes: [UInt8]
  var entries: [PackEntry]
}
