/// `EnumerationResults` of List Shares.
struct AzureSharesReply: XMLModel {
  private(set) var shares: [AzureShare] = []
  private(set) var nextMarker = ""
  private var share = AzureShare(name: "", quota: 0)

  static func accepts(root: String) -> Bool { root == "EnumerationResults" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.name) {
    case (4, "Name"): share.name = text
    case (5, "Quota"): share.quota = Int64(text) ?? 0
    case (5, "AccessTier"): share.tier = text
    case (5, "Last-Modified"): share.modified = UTCTime(httpDate: text)?.nanoseconds
    case (3, "Share"):
      shares.append(share)
      share = AzureShare(name: "", quota: 0)
    case (2, "NextMarker"): nextMarker = text
    default: break
    }
  }
}
