/// A lease on a blob or a container ("Lease Blob"): a value that is asked with the time of the request.
struct Lease: Sendable {
  enum State: String {
    case available, leased, expired, breaking, broken
  }

  private(set) var id: String?
  /// `nil` without an end.
  private var expires: StorageTime?
  private var duration: Int64 = -1
  /// When a lease that is being broken is broken.
  private var breaks: StorageTime?

  func state(at now: StorageTime) -> State {
    guard id != nil else { return .available }
    if let breaks { return breaks > now ? .breaking : .broken }
    if let expires, expires <= now { return .expired }
    return .leased
  }

  /// Somebody's id is needed for writing.
  func isActive(at now: StorageTime) -> Bool { [.leased, .breaking].contains(state(at: now)) }

  var durationText: String { duration < 0 ? "infinite" : "fixed" }

  mutating func acquire(_ seconds: Int64, proposed: String, at now: StorageTime) throws(StorageFault) {
    if isActive(at: now) {
      guard state(at: now) == .leased, id == proposed else {
        throw StorageFault(409, "LeaseAlreadyPresent", "There is already a lease present.")
      }
    }
    self = Lease()
    id = proposed
    duration = seconds
    expires = seconds < 0 ? nil : now.adding(seconds: seconds)
  }

  mutating func renew(_ given: String, at now: StorageTime) throws(StorageFault) {
    try check(given)
    switch state(at: now) {
    case .leased, .expired: expires = duration < 0 ? nil : now.adding(seconds: duration)
    case .breaking, .broken:
      throw StorageFault(409, "LeaseIsBrokenAndCannotBeRenewed", "The lease has been broken and cannot be renewed.")
    case .available: throw Self.notPresent
    }
  }

  mutating func change(_ given: String, to proposed: String, at now: StorageTime) throws(StorageFault) {
    guard state(at: now) == .leased else {
      if state(at: now) == .breaking {
        throw StorageFault(409, "LeaseIsBreakingAndCannotBeChanged", "The lease is being broken and cannot be changed.")
      }
      throw Self.notPresent
    }
    guard id == given || id == proposed else { throw Self.mismatch }
    id = proposed
  }

  mutating func release(_ given: String) throws(StorageFault) {
    try check(given)
    self = Lease()
  }

  /// Returns the seconds until it is broken.
  mutating func breakLease(after period: Int64?, at now: StorageTime) throws(StorageFault) -> Int64 {
    switch state(at: now) {
    case .available: throw Self.notPresent
    case .expired, .broken:
      breaks = now
      return 0
    case .leased, .breaking:
      let end = breaks ?? expires
      let rest = end.map { max(0, ($0.ticks - now.ticks + 9_999_999) / 10_000_000) }
      let wait = min(period ?? rest ?? 0, rest ?? .max)
      breaks = now.adding(seconds: wait)
      return wait
    }
  }

  /// Whether a write with this lease's id, or none, may go on.
  ///
  /// - Parameter kind: `Blob`, `Container`, `File` or `Share`, for the words of the refusal.
  func check(_ given: String?, of kind: String, at now: StorageTime) throws(StorageFault) {
    if isActive(at: now) {
      guard let given else {
        throw StorageFault(412, "LeaseIdMissing", "There is a lease on it, and the request has no lease's id.")
      }
      guard given == id else {
        throw StorageFault(412, "LeaseIdMismatchWith\(kind)Operation", "The lease's id is another one.")
      }
    } else if let given {
      if id == given { throw StorageFault(412, "LeaseLost", "The lease has ended.") }
      throw StorageFault(412, "LeaseNotPresentWith\(kind)Operation", "There is no lease on it.")
    }
  }

  private func check(_ given: String) throws(StorageFault) {
    guard let id else { throw Self.notPresent }
    guard id == given else { throw Self.mismatch }
  }

  private static var notPresent: StorageFault {
    StorageFault(409, "LeaseNotPresentWithLeaseOperation", "There is no lease present.")
  }
  private static var mismatch: StorageFault {
    StorageFault(409, "LeaseIdMismatchWithLeaseOperation", "The lease's id is another one.")
  }
}
