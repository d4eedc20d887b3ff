import Testing

@testable import Manifest

private func bandwidth(_ text: String) throws -> Bandwidth? {
  let manifest = try testLoader.load(
    text: manifestText(jobs: "  x: { from: docs, to: vault, bandwidth: \(text) }"), name: "elasto.yaml")
  guard case .backup(let job)? = manifest.job(named: "x") else { return nil }
  return job.bandwidth
}

@Suite struct BandwidthTests {
  @Test func oneLimitHoldsAllDay() throws {
    let limit = try #require(try bandwidth("40 MiB/s"))
    #expect(limit.description == "40 MiB/s" && limit.entries.map(\.at.minutes) == [0] && !limit.isUnlimited)
    #expect(try bandwidth("off")?.isUnlimited == true)
  }

  @Test func aTimetableIsInTheOrderOfTheDay() throws {
    let limit = try #require(try bandwidth("[{ at: \"18:30\", limit: off }, { at: \"8:00\", limit: 5 MiB/s }]"))
    #expect(limit.entries.map(\.at) == [TimeOfDay(hour: 8), TimeOfDay(hour: 18, minute: 30)])
    #expect(limit.entries.map(\.limit) == [.rate(ByteRate(bytesPerSecond: 5 << 20)), .off])
    #expect(limit.description == "5 MiB/s from 08:00, off from 18:30")
  }

  @Test func aTimetableIsWrittenAgainAsItIs() throws {
    let text = manifestText(jobs: "  x: { from: docs, to: vault, bandwidth: [{ at: \"09:05\", limit: 1 KB/s }] }")
    let manifest = try testLoader.load(text: text, name: "elasto.yaml")
    let again = try testLoader.load(text: try manifest.effectiveText(), name: "elasto.yaml")
    #expect(try again.digest() == manifest.digest())
  }

  @Test func offLiftsTheDefaultsLimit() throws {
    let text = manifestText(
      jobs: "  x: { from: docs, to: vault, bandwidth: off }", top: "defaults: { job: { bandwidth: 1 MiB/s } }")
    let manifest = try testLoader.load(text: text, name: "elasto.yaml")
    let limits = ["x", "nightly"].map { name -> Bandwidth? in
      guard case .backup(let job)? = manifest.job(named: name) else { return nil }
      return job.bandwidth
    }
    #expect(limits.map { $0?.description } == ["off", "1 MiB/s"])
  }

  @Test(arguments: [
    ("|fast", "neither a rate"), ("|40 MiB", "did you mean \"40 MiB/s\"?"),
    ("|[]", "a timetable without entries"), ("[|5 MiB/s]", "a mapping"),
    ("[{ at: |\"24:00\", limit: off }]", "is not a time of day"),
    ("[|{ at: \"08:00\" }]", "\"limit\" is missing"),
    ("[|{ limit: off }]", "\"at\" is missing"),
    ("[{ at: \"08:00\", limit: |0 B/s }]", "neither a rate"),
    ("|[{ at: \"08:00\", limit: off }, { at: \"8:00\", limit: off }]", "08:00 is there twice"),
    ("[{ at: \"08:00\", limit: off, |day: Mon }]", "unknown key \"day\""),
  ])
  func whatIsNoBandwidthIsRefusedAtItsPlace(text: String, words: String) throws {
    let place = try #require(text.firstIndex(of: "|").map { text.distance(from: text.startIndex, to: $0) })
    let plain = text.replacing("|", with: "")
    let found = faults(of: manifestText(jobs: "  x: { from: docs, to: vault, bandwidth: \(plain) }"))
    #expect(found.hasPrefix("elasto.yaml:10:\(place + 42): "), "\(found)")
    #expect(found.contains(words) && !found.contains(" errors"), "\(found)")
  }

  @Test(arguments: ["", "8", "08:0", "008:00", "24:00", "12:60", "-1:00", "٠8:00", "08:00:00", " 08:00"])
  func whatIsNoTimeOfDayIsRefused(text: String) { #expect(TimeOfDay(parsing: text) == nil) }
}
