/// Operations on containers.
extension BlobCall {
  typealias LeaseOutcome = (status: Int, fields: [(String, String?)])

  func createContainer() throws(StorageFault) -> EmulatorReply {
    let name = try containerName()
    try checkContainerName(name)
    let container = try account.step { state throws(StorageFault) -> Container in
      guard state.containers[name] == nil else {
        throw StorageFault(409, "ContainerAlreadyExists", "There is such a container already.")
      }
      var container = Container(etag: state.nextETag(), modified: now)
      container.metadata = request.metadata
      container.publicAccess = request["x-ms-blob-public-access"]
      state.containers[name] = container
      return container
    }
    return containerReply(201, container)
  }

  private func containerReply(
    _ status: Int, _ container: Container, _ fields: [(String, String?)] = []
  ) -> EmulatorReply {
    EmulatorReply(status, [("ETag", container.etag), ("Last-Modified", container.modified.http)] + fields)
  }

  /// 3 to 63 lower-case letters, digits and single hyphens, or one of the service's own.
  private func checkContainerName(_ name: String) throws(StorageFault) {
    if ["$root", "$logs", "$web"].contains(name) { return }
    let isPlain = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
      default: false
      }
    }
    guard (3...63).contains(name.utf8.count), isPlain, !name.hasPrefix("-"), !name.hasSuffix("-"),
      name.range(of: "--") == nil
    else { throw StorageFault(400, "InvalidResourceName", "The name has characters that are not allowed.") }
  }

  func getContainerProperties() throws(StorageFault) -> EmulatorReply {
    let container = try account.step { state throws(StorageFault) in try findContainer(in: &state) }
    return containerReply(
      200, container,
      leaseFields(container.lease) + [
        ("x-ms-blob-public-access", container.publicAccess), ("x-ms-has-immutability-policy", "false"),
        ("x-ms-has-legal-hold", "false"),
      ] + metadataFields(container.metadata))
  }

  func leaseFields(_ lease: Lease) -> [(String, String?)] {
    let state = lease.state(at: now)
    return [
      ("x-ms-lease-status", lease.isActive(at: now) ? "locked" : "unlocked"), ("x-ms-lease-state", state.rawValue),
      ("x-ms-lease-duration", state == .leased ? lease.durationText : nil),
    ]
  }

  func metadataFields(_ metadata: [String: String]) -> [(String, String?)] {
    metadata.sorted { $0.key < $1.key }.map { ("x-ms-meta-\($0.key)", $0.value) }
  }

  private func changeContainer(
    checkingLease: Bool = false, _ body: (inout Container) throws(StorageFault) -> Void
  ) throws(StorageFault) -> Container {
    let name = try containerName()
    return try account.step { state throws(StorageFault) -> Container in
      var container = try findContainer(in: &state)
      try checkConditions(etag: container.etag, modified: container.modified, isRead: false)
      if checkingLease || request["x-ms-lease-id"] != nil { try checkLease(container.lease, of: "Container") }
      try body(&container)
      container.etag = state.nextETag()
      container.modified = now
      state.containers[name] = container
      return container
    }
  }

  func setContainerMetadata() throws(StorageFault) -> EmulatorReply {
    let metadata = request.metadata
    return containerReply(200, try changeContainer { container throws(StorageFault) in container.metadata = metadata })
  }

  func deleteContainer() throws(StorageFault) -> EmulatorReply {
    let name = try containerName()
    _ = try changeContainer(checkingLease: true) { _ throws(StorageFault) in }
    try account.step { state throws(StorageFault) in state.containers[name] = nil }
    return EmulatorReply(202)
  }

  func getContainerACL() throws(StorageFault) -> EmulatorReply {
    let container = try account.step { state throws(StorageFault) in try findContainer(in: &state) }
    let xml = XMLWriter.document { xml in
      xml.element("SignedIdentifiers") { xml in
        for policy in container.policies {
          xml.element("SignedIdentifier") { xml in
            xml.text("Id", policy.id)
            xml.element("AccessPolicy") { xml in
              xml.text("Start", policy.start)
              xml.text("Expiry", policy.expiry)
              xml.text("Permission", policy.permissions)
            }
          }
        }
      }
    }
    return EmulatorReply(
      200, xml: xml,
      [
        ("ETag", container.etag), ("Last-Modified", container.modified.http),
        ("x-ms-blob-public-access", container.publicAccess),
      ])
  }

  func setContainerACL() throws(StorageFault) -> EmulatorReply {
    var rest = String(decoding: request.body, as: UTF8.self)
    var policies: [Container.Policy] = []
    while let text = rest.between("<SignedIdentifier>", "</SignedIdentifier>") {
      guard let id = text.between("<Id>", "</Id>") else {
        throw StorageFault(400, "InvalidXmlDocument", "A policy has no id.")
      }
      policies.append(
        Container.Policy(
          id: id, start: text.between("<Start>", "</Start>"), expiry: text.between("<Expiry>", "</Expiry>"),
          permissions: text.between("<Permission>", "</Permission>")))
      guard let end = rest.range(of: "</SignedIdentifier>") else { break }
      rest = String(rest[end.upperBound...])
    }
    guard policies.count <= 5 else {
      throw StorageFault(400, "InvalidXmlDocument", "A container has at most five policies.")
    }
    let found = policies
    let access = request["x-ms-blob-public-access"]
    return containerReply(
      200,
      try changeContainer { container throws(StorageFault) in
        container.policies = found
        container.publicAccess = access
      })
  }

  func leaseContainer() throws(StorageFault) -> EmulatorReply {
    let name = try containerName()
    let (container, outcome) = try account.step { state throws(StorageFault) -> (Container, LeaseOutcome) in
      var container = try findContainer(in: &state)
      try checkConditions(etag: container.etag, modified: container.modified, isRead: false)
      let outcome = try lease(&container.lease)
      state.containers[name] = container
      return (container, outcome)
    }
    return containerReply(outcome.status, container, outcome.fields)
  }

  /// Carries out the action that a lease request names, on whatever has the lease.
  func lease(_ lease: inout Lease) throws(StorageFault) -> LeaseOutcome {
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
      try lease.acquire(seconds, proposed: id, at: now)
      return (201, [("x-ms-lease-id", id)])
    case "renew":
      let id = try given()
      try lease.renew(id, at: now)
      return (200, [("x-ms-lease-id", id)])
    case "change":
      guard let proposed else { throw .missingHeader("x-ms-proposed-lease-id") }
      try lease.change(try given(), to: proposed, at: now)
      return (200, [("x-ms-lease-id", proposed)])
    case "release":
      try lease.release(try given())
      return (200, [])
    case "break":
      let period = try request.number("x-ms-lease-break-period")
      if let period, !(0...60).contains(period) { throw .invalidHeader("x-ms-lease-break-period", "\(period)") }
      return (202, [("x-ms-lease-time", "\(try lease.breakLease(after: period, at: now))")])
    case let action: throw .invalidHeader("x-ms-lease-action", action ?? "")
    }
  }
}
