/// `ShareStats`
struct AzureShareStatisticsReply: XMLModel {
  /// Bytes.
  private(set) var usage: Int64 = 0

  static func accepts(root: String) -> Bool { root == "ShareStats" }

  mutating func end(_ path: XMLPath, text: String) {
    if path.name == "ShareUsageBytes" { usage = Int64(text) ?? 0 }
  }
}
