import Providers
import Synchronization

/// Passes a download on to whoever reads along; what has been passed on cannot be taken back.
final class PassingSink: ByteSink {
  private let name: String
  private let body: @Sendable (UnsafeRawBufferPointer) throws -> Void
  private let hasBegun = Atomic<Bool>(false)

  init(_ name: String, _ body: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void) {
    self.name = name
    self.body = body
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    hasBegun.store(true, ordering: .relaxed)
    try body(bytes)
  }

  func restart() throws {
    if hasBegun.load(ordering: .relaxed) {
      throw StoreError(.failed, "the transfer broke off in the middle; read it again", location: name)
    }
  }
}
