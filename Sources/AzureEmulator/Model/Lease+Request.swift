/// Lease Blob, Lease Container, Lease File, Lease Share.
extension Lease {
  typealias Outcome = (status: Int, fields: [(String, String?)])

  /// Carries out the action that a request names.
  mutating func perform(_ request: EmulatorRequest, at now: StorageTime) throws(StorageFault) -> Outcome {
    func given() throws(StorageFault) -> String {
      guard let id = request["x-ms-lease-id"] else { throw .missingHeader("x-ms-lease-id") }
      return id
    }
    let proposed = request["x-ms-proposed-lease-id"]
    switch request["x-ms-lease-action"]?.lowercased() {
    case "acquire":
      let seconds = try request.number("x-ms-lease-duration") ?? -1
      guard seconds == -1 || (15...60).contains(seconds) else {
        throw .invalidHeader("x-ms-lease-duration", "\(seconds)")
      }
      let id = proposed ?? Identifier.new()
      guard Identifier.isOne(id) else { throw .invalidHeader("x-ms-proposed-lease-id", id) }
      try acquire(seconds, proposed: id, at: now)
      return (201, [("x-ms-lease-id", id)])
    case "renew":
      let id = try given()
      try renew(id, at: now)
      return (200, [("x-ms-lease-id", id)])
    case "change":
      guard let proposed else { throw .missingHeader("x-ms-proposed-lease-id") }
      try change(try given(), to: proposed, at: now)
      return (200, [("x-ms-lease-id", proposed)])
    case "release":
      try release(try given())
      return (200, [])
    case "break":
      let period = try request.number("x-ms-lease-break-period")
      if let period, !(0...60).contains(period) { throw .invalidHeader("x-ms-lease-break-period", "\(period)") }
      return (202, [("x-ms-lease-time", "\(try breakLease(after: period, at: now))")])
    case let action: throw .invalidHeader("x-ms-lease-action", action ?? "")
    }
  }

  /// What replies about its holder say.
  func fields(at now: StorageTime) -> [(String, String?)] {
    let state = state(at: now)
    return [
      ("x-ms-lease-status", isActive(at: now) ? "locked" : "unlocked"), ("x-ms-lease-state", state.rawValue),
      ("x-ms-lease-duration", state == .leased ? durationText : nil),
    ]
  }

  /// What listings say.
  func write(_ xml: inout XMLWriter, at now: StorageTime) {
    xml.text("LeaseStatus", isActive(at: now) ? "locked" : "unlocked")
    xml.text("LeaseState", state(at: now).rawValue)
    if state(at: now) == .leased { xml.text("LeaseDuration", durationText) }
  }
}
