import HTTPTypes

/// A share, as the service describes it.
public struct AzureShare: Sendable, Hashable {
  public var name: String
  /// In GiB.
  public var quota: Int64
  public var tier: String?
  /// Last modification by the service's clock, in nanoseconds since 1970.
  public var modified: Int64?
}

extension AzureFilesStore {
  /// Creates this store's share. Throws `.conditionFailed` where there is one of that name.
  ///
  /// - Parameter quota: how much it may hold, in GiB; `nil` for the service's own.
  public func createShare(quota: Int64? = nil) async throws(StoreError) {
    var request = AzureRequest(.put, .container, [("restype", "share")], action: "creating the share")
    if let quota { request.fields[.ms("share-quota")] = "\(quota)" }
    _ = try await sender.send(request)
  }

  /// Deletes this store's share with all that is in it, and its snapshots.
  public func deleteShare() async throws(StoreError) {
    var request = AzureRequest(.delete, .container, [("restype", "share")], action: "deleting the share")
    request.fields[.ms("delete-snapshots")] = "include"
    _ = try await sender.send(request)
  }

  /// This store's share. Throws `.notFound` where there is none.
  public func share() async throws(StoreError) -> AzureShare {
    let request = AzureRequest(.get, .container, [("restype", "share")], action: "looking at the share")
    let fields = try await sender.send(request).response.headerFields
    return AzureShare(
      name: configuration.share, quota: fields[.ms("share-quota")].flatMap { Int64($0) } ?? 0,
      tier: fields[.ms("access-tier")],
      modified: fields[.lastModified].flatMap(UTCTime.init(httpDate:))?.nanoseconds)
  }

  /// Bytes that the files of this store's share have.
  public func usage() async throws(StoreError) -> Int64 {
    let request = AzureRequest(
      .get, .container, [("restype", "share"), ("comp", "stats")], action: "looking at the share")
    return try await sender.ask(request, AzureShareStatisticsReply()).0.usage
  }

  /// The account's shares, ascending by name.
  public func listShares() async throws(StoreError) -> [AzureShare] {
    var shares: [AzureShare] = []
    var marker = ""
    repeat {
      var request = AzureRequest(.get, .account, [("comp", "list")], action: "listing the shares")
      if !marker.isEmpty { request.query.append(("marker", marker)) }
      let reply = try await sender.ask(request, AzureSharesReply()).0
      shares += reply.shares
      marker = reply.nextMarker
    } while !marker.isEmpty
    return shares
  }
}
