import Testing

@testable import BlockVolume

@Suite struct PrometheusTextTests {
  @Test func countersAndHistogramsAreNamedAndLabelled() {
    let reads = OperationCounter()
    for microseconds in [50, 300, 300, 2_000_000] { reads.count(bytes: 4096, nanoseconds: UInt64(microseconds) * 1000) }
    var counters = DeviceCounters(operations: [:])
    counters.operations[.read] = reads.snapshot
    let text = PrometheusText([
      VolumeStatus(
        name: "a\"b", backing: "/srv/a", size: 1 << 30, isReadOnly: false, addresses: [], connections: 2,
        counters: counters)
    ]).text
    let lines = Set(text.split(separator: "\n").map(String.init))
    for line in [
      "# TYPE elasto_volume_operations_total counter",
      #"elasto_volume_size_bytes{volume="a\"b"} 1073741824"#,
      #"elasto_volume_connections{volume="a\"b"} 2"#,
      #"elasto_volume_operations_total{volume="a\"b",operation="read"} 4"#,
      #"elasto_volume_bytes_total{volume="a\"b",operation="read"} 16384"#,
      #"elasto_volume_operations_total{volume="a\"b",operation="write"} 0"#,
      "# TYPE elasto_volume_latency_seconds histogram",
      #"elasto_volume_latency_seconds_bucket{volume="a\"b",operation="read",le="0.0001"} 1"#,
      #"elasto_volume_latency_seconds_bucket{volume="a\"b",operation="read",le="0.0005"} 3"#,
      #"elasto_volume_latency_seconds_bucket{volume="a\"b",operation="read",le="1"} 3"#,
      #"elasto_volume_latency_seconds_bucket{volume="a\"b",operation="read",le="+Inf"} 4"#,
      #"elasto_volume_latency_seconds_count{volume="a\"b",operation="read"} 4"#,
      #"elasto_volume_latency_seconds_sum{volume="a\"b",operation="read"} 2.00065"#,
    ] { #expect(lines.contains(line), "\(line)") }
  }
}
