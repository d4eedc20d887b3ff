import Synchronization

/// Which uploads in parts this process knows to be its own, so that none of them is taken for one that was lost.
final class OwnUploads: Sendable {
  private struct State {
    var beginning: [String: Int] = [:]
    var open: Set<MultipartUpload> = []
  }

  private let state = Mutex(State())

  /// Before the first attempt to begin an upload of `key`.
  func willBegin(_ key: String) { state.withLock { $0.beginning[key, default: 0] += 1 } }

  /// After the last one; `nil` where none succeeded.
  func didBegin(_ key: String, _ upload: MultipartUpload?) {
    state.withLock { state in
      let others = (state.beginning[key] ?? 1) - 1
      state.beginning[key] = others > 0 ? others : nil
      if let upload { state.open.insert(Self.identity(upload)) }
    }
  }

  func ended(_ upload: MultipartUpload) { _ = state.withLock { $0.open.remove(Self.identity(upload)) } }

  /// Those of `uploads`, listed after `didBegin`, that nobody here knows of; none while others here are about to begin
  /// one of this key, since it may be theirs.
  func unknown(among uploads: [MultipartUpload], of key: String) -> [MultipartUpload] {
    state.withLock { state in
      guard state.beginning[key] == nil else { return [] }
      return uploads.filter { $0.key.utf8.elementsEqual(key.utf8) && !state.open.contains(Self.identity($0)) }
    }
  }

  private static func identity(_ upload: MultipartUpload) -> MultipartUpload {
    MultipartUpload(key: upload.key, id: upload.id)
  }
}
