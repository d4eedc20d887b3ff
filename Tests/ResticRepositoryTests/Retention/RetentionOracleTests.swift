import Cryptography
import Providers
import Testing

@testable import ResticRepository

/// 2,000 generated sets of snapshots, decided by Debian's restic and by `RetentionPolicy`.
///
/// Each batch is one repository, one policy and 20 hosts with a set each: restic decides 18 by host in one call, and
/// two with the very command that `RetentionPolicy.decide` promises to equal, beside snapshots that are none of its
/// business. What restic leaves to chance, the order of snapshots of one moment, may be any.
@Suite struct RetentionOracleTests {
  static let zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Europe/London"]

  @Test(arguments: 0..<20)
  func decidesAsResticDoes(_ part: Int) async throws {
    for batch in part * 5..<part * 5 + 5 { try await check(batch: batch) }
  }

  private func check(batch: Int) async throws {
    let zoneName = Self.zones[batch % Self.zones.count]
    let zone = try #require(LocalZone.named(zoneName))
    let oracle = try ResticOracle(zone: zoneName)
    let repository = try await RepositoryFixture(at: FileStore(root: oracle.repository)).repository
    let now = GoTime.now()
    var generated = GeneratedSnapshots(seed: UInt64(batch), zone: zone, now: now)
    let policy = generated.policy()
    var sets: [String: [SnapshotSummary]] = [:]
    for host in (0..<20).map({ "host\($0)" }) {
      for (number, (time, tags)) in generated.set(for: policy).enumerated() {
        sets[host, default: []].append(
          try await save(time, host, ["elasto:job=J", "elasto:source=S"] + tags, number, in: repository))
      }
    }
    let strangers = try await saveStrangers(beside: "host0", sets["host1"] ?? [], in: repository)

    let options = ["--no-lock", "--dry-run", "--json"] + ResticForget.arguments(policy)
    let grouped = try ResticForget.groups(
      try oracle.run(["restic", "--no-cache", "-r", oracle.repository, "forget", "--group-by", "host"] + options))
    for group in grouped where !["host0", "host1"].contains(group.host) {
      try compare(group, sets[group.host] ?? [], policy, now, zone, "batch \(batch), \(group.host), TZ=\(zoneName)")
    }
    #expect(grouped.count == 20)

    for host in ["host0", "host1"] {
      let own = try ResticForget.groups(
        try oracle.run(
          ["restic", "--no-cache", "-r", oracle.repository, "forget", "--host", host]
            + ["--tag", "elasto:job=J,elasto:source=S", "--group-by", ""] + options))
      let group = try #require(own.first)
      try compare(group, sets[host] ?? [], policy, now, zone, "batch \(batch), \(host) alone, TZ=\(zoneName)")
    }
    let everything = sets.values.flatMap(\.self) + strangers
    let outcome = try policy.decide(everything, now: now, zone: zone)
    #expect(outcome.untouched.count == strangers.filter { $0.tags.count < 2 }.count)
    #expect(outcome.kept.count + outcome.removed.count + outcome.untouched.count == everything.count)
  }

  private func compare(
    _ group: ResticForget, _ snapshots: [SnapshotSummary], _ policy: RetentionPolicy, _ now: GoTime, _ zone: LocalZone,
    _ what: String
  ) throws {
    let kept = group.kept
    #expect(kept.count + (group.remove?.count ?? 0) == snapshots.count, "\(what)")
    let ordered = snapshots.sorted(by: SnapshotSummary.isBefore)
    let orders = Self.orders(of: ordered)
    let isEqual = orders.contains { order in
      let reasons = policy.reasons(toKeep: order, now: now, zone: zone)
      return zip(order, reasons).allSatisfy { snapshot, reasons in
        reasons.map(\.description) == kept[snapshot.id.hex] ?? []
      }
    }
    #expect(isEqual, "\(what): \(policy) on \(ordered.map { "\($0.time) \($0.tags)" }); restic keeps \(kept)")
    guard orders.count == 1 else { return }

    let outcome = try policy.decide(snapshots, now: now, zone: zone)
    let byRule = outcome.kept.filter { $0.reasons != [.newestOfIdentity] }
    #expect(Set(byRule.map(\.snapshot.id.hex)) == Set(kept.keys), "\(what)")
    #expect(outcome.kept.first?.snapshot == ordered.first, "\(what)")
    #expect(outcome.untouched.isEmpty)
  }

  /// Every order of the snapshots that has the newest first.
  private static func orders(of ordered: [SnapshotSummary]) -> [[SnapshotSummary]] {
    var orders: [[SnapshotSummary]] = [[]]
    var index = 0
    while index < ordered.count {
      let tied = ordered[index...].prefix { $0.time.isSameInstant(as: ordered[index].time) }
      let permutations = permutations(of: Array(tied))
      orders = orders.flatMap { order in permutations.map { order + $0 } }
      index += tied.count
    }
    return orders
  }

  private static func permutations(of snapshots: [SnapshotSummary]) -> [[SnapshotSummary]] {
    guard snapshots.count > 1 else { return [snapshots] }
    return snapshots.indices.flatMap { index in
      var others = snapshots
      let first = others.remove(at: index)
      return permutations(of: others).map { [first] + $0 }
    }
  }

  private func save(
    _ time: GoTime, _ host: String, _ tags: [String], _ number: Int, in repository: Repository
  ) async throws -> SnapshotSummary {
    var random = SeededGenerator(1)
    let snapshot = Snapshot(time: time, tree: random.id(), paths: ["/\(number)"], hostname: host, tags: tags)
    return SnapshotSummary(id: try await repository.saveUnpacked(.snapshot, snapshot.encoded()), snapshot)
  }

  /// Snapshots of the same host that other jobs, other sources and restic's own users made.
  private func saveStrangers(
    beside host: String, _ models: [SnapshotSummary], in repository: Repository
  ) async throws -> [SnapshotSummary] {
    let tags = [
      [], ["elasto:job=J"], ["elasto:job=J2", "elasto:source=S"], ["elasto:job=J", "elasto:source=S2"], ["keep"],
    ]
    var strangers: [SnapshotSummary] = []
    for (number, model) in models.enumerated() {
      strangers.append(
        try await save(model.time, host, tags[number % tags.count], 1000 + number, in: repository))
    }
    return strangers
  }
}
