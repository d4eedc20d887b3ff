import Manifest

/// Requests and money that storing a section takes, from the manifest's price table. Bounds from above, where the plan
/// did not read the files.
struct CostEstimate {
  var putRequests: Int
  var cost: PlannedCost?

  /// - Parameter toRead: the bytes of new and changed files, which bound what is stored.
  init(_ part: PlanSummary.Part, toRead: Int64, packSize: ByteSize, prices: PriceTable?) {
    let stored = part.storedEstimate ?? toRead
    let packs = stored == 0 ? 0 : Int(stored / max(1, Int64(packSize.bytes))) + 1
    // A pack of trees, an index file and the snapshot; a lock and its refreshes are not worth counting.
    putRequests = packs + 3
    guard let prices else { return }
    let gibibytes = Double(stored) / Double(1 << 30)
    cost = PlannedCost(
      currency: prices.currency, once: Double(putRequests) / 1000 * prices.perThousandPuts,
      perMonth: gibibytes * prices.perGiBMonth)
  }
}
