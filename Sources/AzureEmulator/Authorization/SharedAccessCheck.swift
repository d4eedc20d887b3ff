/// Verifies shared access signatures of accounts and of services ("Create an account SAS", "Create a service SAS").
struct SharedAccessCheck {
  enum Service: Sendable {
    case blob, file
  }

  let account: String
  let key: [UInt8]
  let service: Service
  /// The policies of the container or share that the request is about.
  let policies: [StoredPolicy]

  /// What a request needs to be allowed: a letter of permissions, any of several where the documentation says so, and
  /// the type of resource.
  struct Need {
    var permissions: String
    /// `s`, `c` (containers and shares) or `o`.
    var resource: Character
  }

  /// All that the signature permits, if what is needed is among it.
  func permissions(
    of request: EmulatorRequest, _ need: Need, at now: StorageTime
  ) throws(StorageFault) -> String {
    func value(_ name: String) -> String { request.parameter(name) ?? "" }
    let policy = policies.first { $0.id == value("si") }
    guard value("si").isEmpty || policy != nil else { throw .authenticationFailed }
    let expected = request.parameter("ss") == nil ? serviceText(request) : accountText(request)
    guard let expected, let signature = SignatureText.signature(of: expected, key: key),
      SignatureText.areEqual(signature, value("sig"))
    else { throw .authenticationFailed }

    let start = [value("st"), policy?.start ?? ""].first { !$0.isEmpty }
    let expiry = [value("se"), policy?.expiry ?? ""].first { !$0.isEmpty }
    if let start {
      guard let time = StorageTime(start), time <= now.adding(seconds: 300) else { throw .authenticationFailed }
    }
    guard let expiry, let end = StorageTime(expiry), end > now else { throw .authenticationFailed }
    if value("spr") == "https" { throw StorageFault(403, "AuthorizationProtocolMismatch", "Only https is permitted.") }
    guard Self.admits(value("sip"), request.peer) else {
      throw StorageFault(403, "AuthorizationSourceIPMismatch", "Requests from this address are not permitted.")
    }
    if request.parameter("ss") != nil {
      guard value("ss").contains(service == .blob ? "b" : "f") else {
        throw StorageFault(403, "AuthorizationServiceMismatch", "The signature does not permit this service.")
      }
      guard value("srt").contains(need.resource) else {
        throw StorageFault(403, "AuthorizationResourceTypeMismatch", "The signature does not permit this resource.")
      }
    } else if need.resource != "o", !(["c", "s"].contains(value("sr")) && need.permissions.contains("l")) {
      throw .notAuthorized
    }
    let permissions = [value("sp"), policy?.permissions ?? ""].first { !$0.isEmpty } ?? ""
    guard permissions.contains(where: need.permissions.contains) else { throw .notAuthorized }
    return permissions
  }

  /// - Parameter range: `sip`: an address, or two with a hyphen between them; empty for all.
  private static func admits(_ range: String, _ peer: String) -> Bool {
    guard !range.isEmpty else { return true }
    let ends = range.split(separator: "-", maxSplits: 1).map { number($0) }
    guard let first = ends.first ?? nil, let last = ends.last ?? nil, let address = number(peer[...]) else {
      return false
    }
    return first <= address && address <= last
  }

  /// Of an IPv4 address.
  private static func number(_ address: Substring) -> UInt32? {
    let parts = address.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 4 else { return nil }
    return parts.reduce(UInt32?.some(0)) { sum, part in
      guard let sum, let part else { return nil }
      return sum << 8 | UInt32(part)
    }
  }

  private func accountText(_ request: EmulatorRequest) -> String? {
    func value(_ name: String) -> String { request.parameter(name) ?? "" }
    var lines = [account] + ["sp", "ss", "srt", "st", "se", "sip", "spr", "sv"].map(value)
    if value("sv") >= "2020-12-06" { lines.append(value("ses")) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func serviceText(_ request: EmulatorRequest) -> String? {
    func value(_ name: String) -> String { request.parameter(name) ?? "" }
    guard let place = request.place, let container = place.container else { return nil }
    var resource = "/\(service == .blob ? "blob" : "file")/\(account)/\(container)"
    if !["c", "s"].contains(value("sr")) {
      guard let blob = place.blob else { return nil }
      resource += "/\(blob)"
    }
    var lines = ["sp", "st", "se"].map(value) + [resource] + ["si", "sip", "spr", "sv"].map(value)
    if service == .blob {
      let snapshot = request.parameter("snapshot") ?? request.parameter("versionid") ?? ""
      if value("sv") >= "2018-11-09" {
        lines += [value("sr"), ["bs", "bv"].contains(value("sr")) ? snapshot : ""]
      }
      if value("sv") >= "2020-12-06" { lines.append(value("ses")) }
    }
    lines += ["rscc", "rscd", "rsce", "rscl", "rsct"].map(value)
    return lines.joined(separator: "\n")
  }
}
