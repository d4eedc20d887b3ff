/// Operations on shares.
extension FileCall {
  private typealias Stamp = (etag: String, modified: StorageTime)

  func listShares() throws(StorageFault) -> EmulatorReply {
    let limit = try request.pageLimit()
    let prefix = request.parameter("prefix") ?? ""
    let marker = request.parameter("marker") ?? ""
    let include = Set((request.parameter("include") ?? "").split(separator: ",").map(String.init))
    let shares = try account.step { state throws(StorageFault) in state.shares }
    var items: [(name: String, snapshot: String?, share: FileShare)] = []
    for (name, share) in shares where name.hasPrefix(prefix) {
      items.append((name, nil, share))
      if include.contains("snapshots") { items += share.snapshots.map { (name, $0, $1) } }
    }
    // A share comes after its snapshots, as `~` does after digits.
    func place(_ item: (name: String, snapshot: String?, share: FileShare)) -> String {
      "\(item.name) \(item.snapshot ?? "~")"
    }
    items.sort { place($0) < place($1) }
    let rest = items.drop { place($0) < marker }
    let xml = XMLWriter.document { xml in
      xml.element("EnumerationResults", [("ServiceEndpoint", endpoint)]) { xml in
        xml.text("Prefix", prefix)
        xml.text("Marker", marker)
        xml.text("MaxResults", request.parameter("maxresults"))
        xml.element("Shares") { xml in
          for item in rest.prefix(limit) {
            xml.element("Share") { xml in
              xml.text("Name", item.name)
              xml.text("Snapshot", item.snapshot)
              xml.element("Properties") { xml in
                xml.text("Last-Modified", item.share.modified.http)
                xml.text("Etag", item.share.etag)
                xml.text("Quota", "\(item.share.quota)")
                xml.text("AccessTier", item.share.tier)
                item.share.lease.write(&xml, at: now)
              }
              if include.contains("metadata") { Metadata.write(item.share.metadata, &xml) }
            }
          }
        }
        xml.text("NextMarker", rest.dropFirst(limit).first.map(place) ?? "")
      }
    }
    return EmulatorReply(200, xml: xml)
  }

  var endpoint: String { "http://\(request["host"] ?? "127.0.0.1")/\(account.name)" }

  func getServiceProperties() -> EmulatorReply {
    let xml = XMLWriter.document { xml in
      xml.element("StorageServiceProperties") { xml in
        for name in ["HourMetrics", "MinuteMetrics"] {
          xml.element(name) { xml in
            xml.text("Version", "1.0")
            xml.text("Enabled", "false")
            xml.element("RetentionPolicy") { $0.text("Enabled", "false") }
          }
        }
        xml.element("Cors")
      }
    }
    return EmulatorReply(200, xml: xml)
  }

  func createShare() throws(StorageFault) -> EmulatorReply {
    let name = try shareName()
    guard ResourceName.isAllowed(name) else { throw .invalidResourceName }
    let quota = try quota()
    let stamp = try account.step { state throws(StorageFault) -> Stamp in
      guard state.shares[name] == nil else {
        throw StorageFault(409, "ShareAlreadyExists", "There is such a share already.")
      }
      var share = FileShare(&state.books, at: now)
      share.metadata = request.metadata
      share.quota = quota ?? share.quota
      share.tier = request["x-ms-access-tier"] ?? share.tier
      state.shares[name] = share
      return (share.etag, now)
    }
    return reply(201, stamp)
  }

  private func quota() throws(StorageFault) -> Int64? {
    guard let quota = try request.number("x-ms-share-quota") else { return nil }
    guard (1...FileShare.largestQuota).contains(quota) else { throw .invalidHeader("x-ms-share-quota", "\(quota)") }
    return quota
  }

  private func reply(_ status: Int, _ stamp: Stamp, _ fields: [(String, String?)] = []) -> EmulatorReply {
    EmulatorReply(status, [("ETag", stamp.etag), ("Last-Modified", stamp.modified.http)] + fields)
  }

  func getShareProperties() throws(StorageFault) -> EmulatorReply {
    let share = try findShare()
    return reply(
      200, (share.etag, share.modified),
      [
        ("x-ms-share-quota", "\(share.quota)"), ("x-ms-access-tier", share.tier), ("x-ms-enabled-protocols", "SMB"),
        ("x-ms-has-immutability-policy", "false"),
      ] + share.lease.fields(at: now) + Metadata.fields(share.metadata))
  }

  private func changeShare(_ body: (inout FileShare) throws(StorageFault) -> Void) throws(StorageFault) -> EmulatorReply
  {
    let stamp = try onShare { share, books throws(StorageFault) -> Stamp in
      if request["x-ms-lease-id"] != nil { try share.lease.check(request["x-ms-lease-id"], of: "Share", at: now) }
      try body(&share)
      share.etag = books.nextETag()
      share.modified = now
      return (share.etag, now)
    }
    return reply(200, stamp)
  }

  func setShareProperties() throws(StorageFault) -> EmulatorReply {
    let quota = try quota()
    return try changeShare { share throws(StorageFault) in
      share.quota = quota ?? share.quota
      share.tier = request["x-ms-access-tier"] ?? share.tier
    }
  }

  func setShareMetadata() throws(StorageFault) -> EmulatorReply {
    let metadata = request.metadata
    return try changeShare { share throws(StorageFault) in share.metadata = metadata }
  }

  func getShareACL() throws(StorageFault) -> EmulatorReply {
    let share = try findShare()
    return EmulatorReply(
      200, xml: StoredPolicy.document(share.policies), [("ETag", share.etag), ("Last-Modified", share.modified.http)])
  }

  func setShareACL() throws(StorageFault) -> EmulatorReply {
    let policies = try StoredPolicy.list(request.body)
    return try changeShare { share throws(StorageFault) in share.policies = policies }
  }

  func getShareStatistics() throws(StorageFault) -> EmulatorReply {
    let share = try findShare()
    let xml = XMLWriter.document { xml in
      xml.element("ShareStats") { $0.text("ShareUsageBytes", "\(share.root.usage)") }
    }
    return EmulatorReply(200, xml: xml, [("ETag", share.etag), ("Last-Modified", share.modified.http)])
  }

  func deleteShare() throws(StorageFault) -> EmulatorReply {
    let name = try shareName()
    let time = request.parameter("sharesnapshot")
    try account.step { state throws(StorageFault) -> Void in
      guard let share = state.shares[name] else { throw .shareNotFound }
      if let time {
        guard share.snapshots[time] != nil else { throw .shareSnapshotNotFound }
        state.shares[name]?.snapshots[time] = nil
        return
      }
      try share.lease.check(request["x-ms-lease-id"], of: "Share", at: now)
      guard share.snapshots.isEmpty || request["x-ms-delete-snapshots"]?.hasPrefix("include") == true else {
        throw StorageFault(
          409, "ShareHasSnapshots", "The share has snapshots, and the request does not say what of them.")
      }
      state.shares[name] = nil
    }
    return EmulatorReply(202)
  }

  func snapshotShare() throws(StorageFault) -> EmulatorReply {
    let metadata = request.metadata
    let (stamp, time) = try onShare { share, books throws(StorageFault) -> (Stamp, String) in
      var copy = share
      copy.snapshots = [:]
      copy.lease = Lease()
      if !metadata.isEmpty { copy.metadata = metadata }
      let time = books.uniqueTime().iso
      share.snapshots[time] = copy
      return ((share.etag, share.modified), time)
    }
    return reply(201, stamp, [("x-ms-snapshot", time)])
  }

  func leaseShare() throws(StorageFault) -> EmulatorReply {
    let (stamp, outcome) = try onShare { share, _ throws(StorageFault) -> (Stamp, Lease.Outcome) in
      let outcome = try share.lease.perform(request, at: now)
      return ((share.etag, share.modified), outcome)
    }
    return reply(outcome.status, stamp, outcome.fields)
  }
}
