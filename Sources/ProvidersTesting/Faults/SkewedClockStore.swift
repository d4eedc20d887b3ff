public import Providers

/// A store whose clock is off: every time it gives is too late, or too early, by the same amount.
public final class SkewedClockStore: StoreDecorator {
  public let base: any ObjectStore
  private let skew: Int64

  /// `skew` in nanoseconds; below 0 for a clock that is behind.
  public init(_ base: any ObjectStore, skew: Int64) {
    self.base = base
    self.skew = skew
  }

  public func around<T: Sendable>(
    _ operation: StoreOperation, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    let result = try await body()
    switch result {
    case let info as ObjectInfo: return skewed(info) as? T ?? result
    case let page as ListPage: return ListPage(objects: page.objects.map(skewed), next: page.next) as? T ?? result
    case let upload as MultipartUpload: return skewed(upload) as? T ?? result
    case let uploads as [MultipartUpload]: return uploads.map(skewed) as? T ?? result
    default: return result
    }
  }

  private func skewed(_ info: ObjectInfo) -> ObjectInfo {
    var info = info
    info.modified = info.modified.map { $0 + skew }
    return info
  }

  private func skewed(_ upload: MultipartUpload) -> MultipartUpload {
    var upload = upload
    upload.begun = upload.begun.map { $0 + skew }
    return upload
  }
}
