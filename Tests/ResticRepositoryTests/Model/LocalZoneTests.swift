import Glibc
import ResticRepository
import Testing

@Suite("Local zone")
struct LocalZoneTests {
  @Test(
    "Agrees with the C library over two thousand years",
    arguments: [
      "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca",
      "Asia/Kolkata", "Europe/Dublin", "Pacific/Apia", "America/Sao_Paulo", "UTC", "Etc/GMT+5", "Asia/Gaza",
    ])
  func agreesWithLibrary(name: String) throws {
    let zone = try #require(LocalZone.named(name))
    let oracle = try ResticOracle(zone: name)
    var moments: [Int64] = stride(from: -10_000_000_000, to: 50_000_000_000, by: 97_654_321).map { $0 }
    moments += [1_711_846_799, 1_711_846_800, 1_729_990_799, 1_729_990_800, 2_145_913_200, 4_102_444_800, 0, -1]
    let script = "date -f - +%:::z <<'P'\n" + moments.map { "@\($0)" }.joined(separator: "\n") + "\nP"
    let lines = oracle.lines(try oracle.shell(script))
    #expect(lines.count == moments.count)
    for (moment, line) in zip(moments, lines) {
      #expect(Self.seconds(line) == zone.offset(at: moment), "\(name) at \(moment)")
    }
  }

  private static func seconds(_ offset: String) -> Int32? {
    let parts = offset.dropFirst().split(separator: ":").compactMap { Int32($0) }
    let total = zip(parts, [3600, 60, 1]).reduce(Int32(0)) { $0 + $1.0 * $1.1 }
    return offset.hasPrefix("-") ? -total : total
  }

  @Test(
    "A name that is no zone, or leads elsewhere, is none", arguments: ["No/Where", "../../etc/passwd", "CET-1CEST"])
  func unknownNames(name: String) {
    #expect(LocalZone.named(name) == nil)
  }

  @Test(arguments: ["", "UTC", ":UTC"])
  func emptyIsUTC(name: String) {
    #expect(LocalZone.named(name) == .utc)
  }

  @Test func filesOfAnyBytesDoNotCrash() throws {
    let oracle = try ResticOracle()
    var random = SplitMix(state: 7)
    let whole = ResticOracle.read("/usr/share/zoneinfo/Europe/Dublin")
    try #require(!whole.isEmpty)
    for round in 0..<400 {
      var bytes = Array(whole.prefix(round % 3 == 0 ? Int(random.next() % UInt64(whole.count)) : whole.count))
      for _ in 0..<4 where !bytes.isEmpty {
        bytes[Int(random.next() % UInt64(min(bytes.count, round % 2 == 0 ? 60 : bytes.count)))] =
          UInt8(truncatingIfNeeded: random.next())
      }
      let path = oracle.folder + "/zone"
      guard let file = fopen(path, "wb") else { continue }
      fwrite(bytes, 1, bytes.count, file)
      fclose(file)
      guard let zone = LocalZone.named(path) else { continue }
      for moment in [Int64.min, -1, 0, 1 << 40, .max] { _ = zone.offset(at: moment) }
    }
  }
}
