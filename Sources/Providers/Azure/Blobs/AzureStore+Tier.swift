import HTTPTypes

extension AzureStore: TieredStore {
  /// Block blobs have `Hot`, `Cool`, `Cold` and `Archive`; only what is in the last cannot be read.
  public func tier(of key: String) async throws(StoreError) -> ObjectTier {
    let fields = try await headFields(key).fields
    let name = fields[.ms("access-tier")] ?? "Hot"
    let pending = "rehydrate-pending-to-"
    let status = fields[.ms("archive-status")] ?? ""
    let destination = status.hasPrefix(pending) ? status.dropFirst(pending.count) : nil
    return ObjectTier(
      name: name, isReadable: name != "Archive",
      destination: destination.map { $0.prefix(1).uppercased() + $0.dropFirst() })
  }

  public func setTier(_ tier: String, of key: String, urgency: TierUrgency) async throws(StoreError) {
    guard tier.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }), !tier.isEmpty
    else { throw StoreError(.failed, "this is no tier; write Hot, Cool, Cold or Archive", location: location(key)) }
    var request = AzureRequest(.put, try blob(key), [("comp", "tier")], action: "setting the tier")
    request.fields[.ms("access-tier")] = tier
    if urgency == .high { request.fields[.ms("rehydrate-priority")] = "High" }
    _ = try await send(request)
  }
}
