import Synchronization

/// The lease is an object with its holder's id and when it ends, replaced on condition of its ETag. It keeps out those
/// who ask for it; what keeps an older writer from damaging anything is the head.
extension BlockObjectPages {
  @discardableResult
  public func acquireLease(id: String, seconds: Int?) async throws(StoreError) -> PageLease {
    guard access == .writing else { throw StoreError(readingOnly: name) }
    guard !id.isEmpty, id.utf8.count <= 100, !id.utf8.contains(where: { $0 <= 0x20 }), seconds ?? 1 > 0 else {
      throw StoreError(
        .unsupported, "this cannot be a lease: an id is one word, and lasts a second or more", location: name)
    }
    let lease = PageLease(id: id, seconds: seconds)
    var condition = PutCondition.ifAbsent
    if let (held, etag) = try await storedLease() {
      guard held.isFree(at: now()) || held.id == id else { throw StoreError(leaseLost: name) }
      condition = .ifMatch(etag: etag)
    }
    try await put(BlockLease(lease, now: now()), lease, condition)
    return lease
  }

  public func renewLease() async throws(StoreError) {
    guard let held = state.withLock({ $0.lease }) else { throw StoreError(leaseLost: name) }
    do throws(StoreError) {
      try await put(BlockLease(held.lease, now: now()), held.lease, .ifMatch(etag: held.etag))
    } catch {
      if error.code == .conditionFailed { state.withLock { $0.lease = nil } }
      throw error
    }
  }

  public func releaseLease() async throws(StoreError) {
    guard let held = state.withLock({ $0.lease }) else { return }
    do throws(StoreError) {
      try await put(.free, nil, .ifMatch(etag: held.etag))
    } catch {
      // Another has it.
      guard error.code == .conditionFailed else { throw error }
    }
    state.withLock { $0.lease = nil }
  }

  public func breakLease(after seconds: Int?) async throws(StoreError) -> Int {
    guard access == .writing else { throw StoreError(readingOnly: name) }
    guard let (held, etag) = try await storedLease(), !held.isFree(at: now()) else { return 0 }
    try await put(.free, nil, .ifMatch(etag: etag))
    return 0
  }

  private func storedLease() async throws(StoreError) -> (BlockLease, String)? {
    let sink = CollectingSink()
    do throws(StoreError) {
      let info = try await store.get(layout.lease, range: nil, to: sink)
      guard let etag = info.etag else { throw BlockObjects.noETag(name) }
      return (BlockLease(decoding: sink.take()), etag)
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
  }

  private func put(_ content: BlockLease, _ lease: PageLease?, _ condition: PutCondition) async throws(StoreError) {
    let etag: String?
    do throws(StoreError) {
      etag = try await store.put(layout.lease, content.encoded, options: PutOptions(condition: condition)).etag
    } catch {
      throw error.code == .conditionFailed ? StoreError(leaseLost: name) : error
    }
    guard let lease else { return }
    guard let etag else { throw BlockObjects.noETag(name) }
    state.withLock { $0.lease = (lease, etag) }
  }
}

/// The content of the lease's object: `ID END SALT`, END in nanoseconds since 1970 by the holder's clock or `-`; empty
/// after the first word where it is free.
struct BlockLease: Sendable, Hashable {
  var id: String
  /// `nil` for a lease without an end.
  var end: Int64?
  /// Makes each content another one.
  var salt = UInt64.random(in: .min ... .max)

  static var free: BlockLease { BlockLease(id: "-", end: nil) }

  init(_ lease: PageLease, now: Int64) {
    id = lease.id
    end = lease.seconds.map { now + Int64($0) * 1_000_000_000 }
  }

  private init(id: String, end: Int64?) {
    self.id = id
    self.end = end
  }

  init(decoding bytes: [UInt8]) {
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: { $0 == " " || $0 == "\n" })
    id = words.first.map(String.init) ?? "-"
    end = words.count > 1 ? Int64(words[1]) : nil
    salt = 0
  }

  var encoded: [UInt8] { Array("\(id) \(end.map { "\($0)" } ?? "-") \(salt)\n".utf8) }

  func isFree(at now: Int64) -> Bool { id == "-" || end.map { $0 <= now } ?? false }
}
