/// Volumes in the text format of Prometheus (version 0.0.4).
public struct PrometheusText {
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// Seconds; `+Inf` comes behind them.
  private static let bounds: [(text: String, duration: Duration)] = [
    ("0.0001", .microseconds(100)), ("0.00025", .microseconds(250)), ("0.0005", .microseconds(500)),
    ("0.001", .milliseconds(1)), ("0.0025", .microseconds(2500)), ("0.005", .milliseconds(5)),
    ("0.01", .milliseconds(10)), ("0.025", .milliseconds(25)), ("0.05", .milliseconds(50)),
    ("0.1", .milliseconds(100)), ("0.25", .milliseconds(250)), ("0.5", .milliseconds(500)), ("1", .seconds(1)),
    ("2.5", .milliseconds(2500)), ("10", .seconds(10)), ("60", .seconds(60)),
  ]

  private let volumes: [VolumeStatus]

  public init(_ volumes: [VolumeStatus]) { self.volumes = volumes }

  public var text: String {
    var text = ""
    add("size_bytes", "gauge", "Size of the volume.", to: &text) { "\($0.size)" }
    add("connections", "gauge", "Clients that are connected.", to: &text) { "\($0.connections)" }
    add("fenced", "gauge", "1 where another has taken the volume.", to: &text) { $0.isFenced ? "1" : "0" }
    addOperations("operations_total", "Requests of clients that ended well.", to: &text) { "\($0.count)" }
    addOperations("errors_total", "Requests of clients that failed.", to: &text) { "\($0.errors)" }
    addOperations("bytes_total", "Bytes of requests that ended well.", to: &text) { "\($0.bytes)" }
    addLatencies(to: &text)
    addCaches(to: &text)
    return text
  }

  private func add(
    _ name: String, _ type: String, _ help: String, to text: inout String, _ value: (VolumeStatus) -> String
  ) {
    begin(name, type, help, &text)
    for volume in volumes { text += "elasto_volume_\(name){\(label(volume))} \(value(volume))\n" }
  }

  private func addOperations(
    _ name: String, _ help: String, to text: inout String, _ value: (DeviceCounters.Operation) -> String
  ) {
    begin(name, "counter", help, &text)
    for volume in volumes {
      for operation in DeviceOperation.allCases {
        text += "elasto_volume_\(name){\(label(volume, operation))} \(value(volume.counters[operation]))\n"
      }
    }
  }

  private func addLatencies(to text: inout String) {
    begin("latency_seconds", "histogram", "How long requests of clients took.", &text)
    for volume in volumes {
      for operation in DeviceOperation.allCases {
        let (label, counter) = (label(volume, operation), volume.counters[operation])
        let name = "elasto_volume_latency_seconds"
        for bound in Self.bounds {
          text += "\(name)_bucket{\(label),le=\"\(bound.text)\"} \(counter.latency.count(within: bound.duration))\n"
        }
        text += "\(name)_bucket{\(label),le=\"+Inf\"} \(counter.latency.count)\n"
        text += "\(name)_sum{\(label)} \(Double(counter.nanoseconds) / 1e9)\n"
        text += "\(name)_count{\(label)} \(counter.latency.count)\n"
      }
    }
  }

  /// Those that have one.
  private func addCaches(to text: inout String) {
    let cached = PrometheusText(volumes.filter { $0.cache != nil })
    func add(_ name: String, _ type: String, _ help: String, _ value: (CacheCounters) -> some CustomStringConvertible) {
      cached.add("cache_\(name)", type, help, to: &text) { $0.cache.map { "\(value($0))" } ?? "0" }
    }
    add("hits_total", "counter", "Reads that the cache answered.") { $0.hits }
    add("misses_total", "counter", "Reads that had to wait for the storage.") { $0.misses }
    add("loaded_bytes_total", "counter", "Bytes read from the storage.") { $0.loaded }
    add("dirty_bytes", "gauge", "Bytes that are not in the storage yet.") { $0.dirty }
    add("oldest_dirty_seconds", "gauge", "How long the oldest of them has been waiting.") {
      $0.oldestDirty / .seconds(1)
    }
    add("destaged_bytes_total", "counter", "Bytes that write-back has sent to the storage.") { $0.destaged }
    add("retries_total", "counter", "Requests of write-back that failed and were repeated.") { $0.retries }
    add("stalls_total", "counter", "Times a writer had to wait for room.") { $0.stalls }
  }

  private func begin(_ name: String, _ type: String, _ help: String, _ text: inout String) {
    text += "# HELP elasto_volume_\(name) \(help)\n# TYPE elasto_volume_\(name) \(type)\n"
  }

  private func label(_ volume: VolumeStatus, _ operation: DeviceOperation? = nil) -> String {
    var name = ""
    for character in volume.name {
      switch character {
      case "\\": name += "\\\\"
      case "\"": name += "\\\""
      case "\n": name += "\\n"
      default: name.append(character)
      }
    }
    return "volume=\"\(name)\"" + (operation.map { ",operation=\"\($0.rawValue)\"" } ?? "")
  }
}
