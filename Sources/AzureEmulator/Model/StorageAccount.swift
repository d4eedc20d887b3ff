import Synchronization

/// Everything that an account holds. Each request is one step: nothing of another is seen in between.
final class StorageAccount: Sendable {
  struct State: Sendable {
    var containers: [String: Container] = [:]
    /// The document of Set Blob Service Properties, as it was sent.
    var serviceProperties: [UInt8]?
    /// Days for which deleted blobs are kept; 0 for none.
    var retentionDays: Int64 = 0
    private var counter: UInt64 = 0

    /// One that no other version of anything has.
    mutating func nextETag() -> String {
      counter += 1
      let digits = String(0x8DC_0000_0000_0000 + counter, radix: 16, uppercase: true)
      return "\"0x\(digits)\""
    }

    /// A version's time, later than any before.
    mutating func uniqueTime() -> StorageTime {
      last = max(StorageTime.now, StorageTime(ticks: last.ticks + 1))
      return last
    }

    private var last = StorageTime(ticks: 0)
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
