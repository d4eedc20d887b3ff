import Providers
import Synchronization

/// Files that no key can name: each is a failure, once.
final class SkippedNames: Sendable {
  private let observer: any RemoteObserver
  private let names = Mutex<Set<[UInt8]>>([])

  init(_ observer: any RemoteObserver) { self.observer = observer }

  var count: Int { names.withLock { $0.count } }

  /// A path without its first slash.
  func note(_ path: [UInt8]) {
    guard names.withLock({ $0.insert(path).inserted }) else { return }
    let error = StoreError(
      .invalidKey, "its name is not UTF-8, and a key is: rename it",
      location: FileSystemPath(bytes: [UInt8(ascii: "/")] + path).displayed)
    let address = RemoteAddress(.local(path: "/" + String(decoding: path, as: UTF8.self)))
    observer.finished(RemoteItem(.upload, .failed(error), source: address, size: 0))
  }
}
