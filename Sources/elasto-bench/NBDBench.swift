import BlockVolume
import Glibc
import Providers

/// `elasto-bench nbd FILE --port PORT | --unix PATH [--measured] [--slow]`: serves a file on loopback, for `scripts/bench-volume`,
/// until standard input ends.
///
/// With `--measured` through the counters, and prints them at the end; with `--slow` no request is answered at once.
enum NBDBench {
  private static let usage = "usage: elasto-bench nbd FILE --port PORT | --unix PATH [--measured] [--slow]"

  static func run(_ words: [String]) async throws {
    var rest = words[...]
    guard let path = rest.popFirst() else { throw BenchError(message: usage) }
    var address: NBDAddress?
    var (isMeasured, isSlow) = (false, false)
    while let word = rest.popFirst() {
      switch word {
      case "--port": address = rest.popFirst().flatMap(Int.init).map { .tcp(host: "127.0.0.1", port: $0) }
      case "--unix": address = rest.popFirst().map { .unix(path: $0) }
      case "--measured": isMeasured = true
      case "--slow": isSlow = true
      default: throw BenchError(message: usage)
      }
    }
    guard let address else { throw BenchError(message: usage) }
    let pages = try await SparseFilePages.open(at: path)
    let size = try await pages.properties().size
    let block: any BlockDevice =
      isSlow ? PageStoreDevice(pages, name: "file", size: size) : SparseFileDevice(pages, name: "file", size: size)
    let measured = isMeasured ? MeasuredDevice(block) : nil
    let server = try NBDServer(exports: [NBDExport("file", measured ?? block)])
    print(try server.listen(on: address))
    fflush(nil)
    await BlockingThreads.files.run {
      var byte: UInt8 = 0
      while read(STDIN_FILENO, &byte, 1) > 0 {}
    }
    try await server.stop()
    if let measured { report(measured.counters) }
    try await block.close()
  }

  private static func report(_ counters: DeviceCounters) {
    for operation in DeviceOperation.allCases {
      let one = counters[operation]
      let latencies = [0.5, 0.99, 0.999].map { one.latency.percentile($0).map { "\($0)" } ?? "-" }
      print("\(operation.rawValue) \(one.count) \(one.bytes) \(one.errors) \(latencies.joined(separator: " "))")
    }
  }
}
