/// Puts and copies large objects in parts, several of them side by side.
///
/// What the object is, and when it may be seen, does not change: nothing is there until all of it is, and a condition
/// is checked at that moment. What was sent is thrown away when the operation fails or its task is cancelled. Small
/// objects, and stores that take no parts, are passed on as they are.
public final class MultipartUploadStore: StoreDecorator {
  public struct Settings: Sendable, Hashable {
    /// Bytes; a larger body is sent in parts.
    public var threshold: Int64
    /// Bytes of a part; more where the object would have too many parts.
    public var partSize: Int64
    /// Bytes; a larger source is copied in parts.
    public var copyThreshold: Int64
    public var copyPartSize: Int64
    /// Parts of one object on their way at once. Those of a body in memory take their size each; files are read as
    /// they are sent.
    public var parallelParts: Int

    public init(
      threshold: Int64 = 64 << 20, partSize: Int64 = 16 << 20, copyThreshold: Int64 = 1 << 30,
      copyPartSize: Int64 = 256 << 20, parallelParts: Int = 4
    ) {
      self.threshold = threshold
      self.partSize = partSize
      self.copyThreshold = copyThreshold
      self.copyPartSize = copyPartSize
      self.parallelParts = parallelParts
    }
  }

  public let base: any ObjectStore
  let settings: Settings

  /// `base` is expected to retry: a part that fails for good fails the whole upload.
  public init(_ base: any ObjectStore, settings: Settings = Settings()) {
    self.base = base
    self.settings = settings
  }

  public func around<T: Sendable>(
    _ operation: StoreOperation, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    try await body()
  }

  @discardableResult
  public func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    guard let store = base.multipart else { return try await base.put(key, body, options: options) }
    let size = try await body.count()
    guard size > min(settings.threshold, store.multipartLimits.largestPart) else {
      return try await base.put(key, body, options: options)
    }
    try check(key, options)
    let plan = try plan(key, size: size, partSize: settings.partSize)
    let upload = try await store.beginUpload(key, options: options)
    return try await abandoningOnFailure(upload, in: store) { () async throws(StoreError) in
      try await finish(upload, of: body, plan, known: [], options, in: store)
    }
  }

  /// In one step up to the threshold; else in parts, all of one version of the source: it is looked at before and
  /// after, and one that was replaced meanwhile fails the copy in a way that may be repeated.
  @discardableResult
  public func copy(
    from source: String, to destination: String, options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    guard let store = base.multipart, capabilities.contains(.serverSideCopy) else {
      return try await base.copy(from: source, to: destination, options: options)
    }
    let original = try await base.head(source)
    guard original.size > min(settings.copyThreshold, store.multipartLimits.largestPart) else {
      return try await base.copy(from: source, to: destination, options: options)
    }
    try check(destination, options)
    let plan = try plan(destination, size: original.size, partSize: settings.copyPartSize)
    var options = options
    if options.metadata.isEmpty { options.metadata = original.metadata }
    let upload = try await store.beginUpload(destination, options: options)
    return try await abandoningOnFailure(upload, in: store) { () async throws(StoreError) in
      let parts = try await send(plan, known: []) { number throws(StoreError) in
        try await store.copyPart(number, of: upload, from: source, range: plan.range(of: number))
      }
      let now = try await store.head(source)
      guard now.etag == original.etag, now.size == original.size else {
        throw StoreError(
          .failed, "the source was replaced while it was copied; copy it again", location: "\(name)/\(source)",
          isRetryable: true)
      }
      return try await store.complete(upload, parts: parts, options: options)
    }
  }

  /// Sends what is missing and makes the object.
  func finish(
    _ upload: MultipartUpload, of body: PutBody, _ plan: PartPlan, known: [UploadedPart], _ options: PutOptions,
    in store: any MultipartStore,
    _ report: @escaping @Sendable (_ part: UploadedPart, _ isKnown: Bool) -> Void = { _, _ in }
  ) async throws(StoreError) -> ObjectInfo {
    let parts = try await send(plan, known: known) { number throws(StoreError) in
      let part = try await store.putPart(number, of: upload, body.part(plan.range(of: number)))
      report(part, false)
      return part
    }
    do throws(StoreError) {
      return try await store.complete(upload, parts: parts, options: options)
    } catch {
      // Only this call completes the upload: one that is gone was completed by an attempt whose reply was lost.
      guard error.code == .notFound, let stored = try await StoredObject(upload.key, in: store, equalTo: body) else {
        throw error
      }
      return stored.info
    }
  }

  func plan(_ key: String, size: Int64, partSize: Int64) throws(StoreError) -> PartPlan {
    let limits = multipartLimits
    if let plan = PartPlan(size: size, preferred: partSize, limits: limits) { return plan }
    throw StoreError(
      .unsupported,
      "the object has \(size) bytes, and the store takes \(limits.mostParts) parts of \(limits.largestPart) bytes",
      location: "\(name)/\(key)")
  }

  /// What the store would refuse in the end is refused before anything is sent.
  func check(_ key: String, _ options: PutOptions) throws(StoreError) {
    try ObjectKey.validate(key, in: name)
    let isKept =
      switch options.condition {
      case .always: true
      case .ifAbsent: capabilities.contains(.putIfAbsent)
      case .ifMatch: capabilities.contains(.putIfMatch)
      }
    guard isKept else {
      throw StoreError(.unsupported, "this store cannot keep the condition of the write", location: "\(name)/\(key)")
    }
  }
}
