import Synchronization

/// Everything that an account holds. Each request is one step: nothing of another is seen in between.
final class StorageAccount: Sendable {
  struct State: Sendable {
    var containers: [String: Container] = [:]
    /// The document of Set Blob Service Properties, as it was sent.
    var serviceProperties: [UInt8]?
    var shares: [String: FileShare] = [:]
    var books = AccountBooks()

    /// Changes a container where it lies: a copy of it would copy the names of all of its blobs.
    mutating func withContainer<Result>(
      _ name: String, _ body: (inout Container, inout AccountBooks) throws(StorageFault) -> Result
    ) throws(StorageFault) -> Result {
      guard let index = containers.index(forKey: name) else { throw .containerNotFound }
      return try body(&containers.values[index], &books)
    }

    /// The same for a share.
    mutating func withShare<Result>(
      _ name: String, _ body: (inout FileShare, inout AccountBooks) throws(StorageFault) -> Result
    ) throws(StorageFault) -> Result {
      guard let index = shares.index(forKey: name) else { throw .shareNotFound }
      return try body(&shares.values[index], &books)
    }
  }

  let name: String
  let key: [UInt8]
  private let state = Mutex(State())

  init(name: String, key: [UInt8]) {
    self.name = name
    self.key = key
  }

  func step<Result: Sendable>(
    _ body: (inout State) throws(StorageFault) -> Result
  ) throws(StorageFault) -> Result {
    let result: Swift.Result<Result, StorageFault> = state.withLock { state in
      do throws(StorageFault) {
        return .success(try body(&state))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
