import BlockVolume

/// What served volumes do, a line each.
struct VolumeTopTable {
  private var table = TextTable([
    .init(title: "VOLUME"), .init(title: "CLIENTS", isNumber: true), .init(title: "READS/S", isNumber: true),
    .init(title: "WRITES/S", isNumber: true), .init(title: "READ/S", isNumber: true),
    .init(title: "WRITTEN/S", isNumber: true), .init(title: "READ P50", isNumber: true),
    .init(title: "P99", isNumber: true), .init(title: "WRITE P50", isNumber: true), .init(title: "P99", isNumber: true),
    .init(title: "HITS", isNumber: true), .init(title: "DIRTY", isNumber: true), .init(title: ""),
  ])

  var lines: [String] { table.lines }

  mutating func add(_ volume: VolumeStatus, _ rates: VolumeRates) {
    table.add([
      volume.name, "\(volume.connections)", Self.count(rates.reads.operations), Self.count(rates.writes.operations),
      QuantityText.bytes(Int64(rates.reads.bytes)), QuantityText.bytes(Int64(rates.writes.bytes)),
      Self.time(rates.reads.median), Self.time(rates.reads.slowest), Self.time(rates.writes.median),
      Self.time(rates.writes.slowest), rates.hitRate.map { "\(Int(($0 * 100).rounded())) %" } ?? "-",
      volume.cache.map { QuantityText.bytes($0.dirty) } ?? "-", Self.remark(volume),
    ])
  }

  static func fill(_ object: inout JSONObject, _ volume: VolumeStatus, _ rates: VolumeRates) {
    object.add("volume", volume.name)
    object.add("connections", volume.connections)
    for (name, flow) in [("read", rates.reads), ("write", rates.writes), ("flush", rates.flushes)] {
      object.add("\(name)_operations_per_second", flow.operations)
      object.add("\(name)_bytes_per_second", flow.bytes)
      object.add("\(name)_p50_seconds", ifPresent: flow.median.map { $0 / .seconds(1) })
      object.add("\(name)_p99_seconds", ifPresent: flow.slowest.map { $0 / .seconds(1) })
    }
    object.add("cache_hit_rate", ifPresent: rates.hitRate)
    object.add("dirty_bytes", ifPresent: volume.cache?.dirty)
    object.add("fenced", volume.isFenced)
    object.add("failure", ifPresent: volume.cache?.failure)
  }

  private static func remark(_ volume: VolumeStatus) -> String {
    if volume.isFenced { return "taken over by another" }
    return volume.cache?.failure ?? (volume.isReadOnly ? "read only" : "")
  }

  private static func count(_ rate: Double) -> String { QuantityText.count(Int(rate.rounded())) }

  /// `85 µs`, `1.2 ms`, `3.4 s`.
  private static func time(_ duration: Duration?) -> String {
    guard let duration else { return "-" }
    let microseconds = duration / .microseconds(1)
    if microseconds < 1000 { return "\(Int(microseconds.rounded())) µs" }
    if microseconds < 1_000_000 { return "\((microseconds / 100).rounded() / 10) ms" }
    return "\((microseconds / 100_000).rounded() / 10) s"
  }
}
