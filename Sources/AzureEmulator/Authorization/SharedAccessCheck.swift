/// Verifies shared access signatures of accounts and of the blob service ("Create an account SAS", "Create a service SAS").
struct SharedAccessCheck {
  let account: String
  let key: [UInt8]
  /// The policies of the container that the request is about.
  let policies: [Container.Policy]

  /// What a request needs to be allowed: a letter of permissions, any of several where the documentation says so, and
  /// the type of resource.
  struct Need {
    var permissions: String
    /// `s`, `c` or `o`.
    var resource: Character
  }

  func check(_ request: EmulatorRequest, _ need: Need, at now: StorageTime) throws(StorageFault) {
    func value(_ name: String) -> String { request.parameter(name) ?? "" }
    let policy = policies.first { $0.id == value("si") }
    guard value("si").isEmpty || policy != nil else { throw .authenticationFailed }
    let expected = request.parameter("ss") == nil ? blobText(request) : accountText(request)
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
    if request.parameter("ss") != nil {
      guard value("ss").contains("b") else {
        throw StorageFault(403, "AuthorizationServiceMismatch", "The signature does not permit this service.")
      }
      guard value("srt").contains(need.resource) else {
        throw StorageFault(403, "AuthorizationResourceTypeMismatch", "The signature does not permit this resource.")
      }
    } else if need.resource != "o", !(value("sr") == "c" && need.permissions.contains("l")) {
      throw .notAuthorized
    }
    let permissions = [value("sp"), policy?.permissions ?? ""].first { !$0.isEmpty } ?? ""
    guard permissions.contains(where: need.permissions.contains) else { throw .notAuthorized }
  }

  private func accountText(_ request: EmulatorRequest) -> String? {
    func value(_ name: String) -> String { request.parameter(name) ?? "" }
    var lines = [account] + ["sp", "ss", "srt", "st", "se", "sip", "spr", "sv"].map(value)
    if value("sv") >= "2020-12-06" { lines.append(value("ses")) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func blobText(_ request: EmulatorRequest) -> String? {
    func value(_ name: String) -> String { request.parameter(name) ?? "" }
    guard let place = request.place, let container = place.container else { return nil }
    var resource = "/blob/\(account)/\(container)"
    if value("sr") != "c" {
      guard let blob = place.blob else { return nil }
      resource += "/\(blob)"
    }
    let snapshot = request.parameter("snapshot") ?? request.parameter("versionid") ?? ""
    var lines = ["sp", "st", "se"].map(value) + [resource] + ["si", "sip", "spr", "sv"].map(value)
    if value("sv") >= "2018-11-09" {
      lines += [value("sr"), ["bs", "bv"].contains(value("sr")) ? snapshot : ""]
    }
    if value("sv") >= "2020-12-06" { lines.append(value("ses")) }
    lines += ["rscc", "rscd", "rsce", "rscl", "rsct"].map(value)
    return lines.joined(separator: "\n")
  }
}
