import Testing

@testable import ResticRepository

@Suite("Prune policy")
struct PrunePolicyTests {
  private func pack(used: Int64, unused: Int64, trees: Bool = false, data: Bool = true) -> PackUsage {
    var usage = PackUsage()
    usage.usedBlobs = used > 0 ? 1 : 0
    usage.unusedBlobs = unused > 0 ? 1 : 0
    usage.usedBytes = used
    usage.unusedBytes = unused
    usage.hasData = data
    usage.hasTrees = trees
    return usage
  }

  private static let mega: Int64 = 1 << 20

  @Test func unneededGoesAndFullStays() {
    let actions = PrunePolicy(maxUnused: .unlimited).decide([
      pack(used: 0, unused: Self.mega), pack(used: 16 * Self.mega, unused: 0),
    ])
    #expect(actions == [.delete, .keep])
  }

  @Test func theMostWastefulAreCopiedFirstUntilTheRestIsTolerable() {
    let packs = [
      pack(used: 15 * Self.mega, unused: 1 * Self.mega), pack(used: 4 * Self.mega, unused: 12 * Self.mega),
      pack(used: 8 * Self.mega, unused: 8 * Self.mega),
    ]
    #expect(PrunePolicy(maxUnused: .bytes(9 * Self.mega)).decide(packs) == [.keep, .repack, .keep])
    #expect(PrunePolicy(maxUnused: .bytes(1 * Self.mega)).decide(packs) == [.keep, .repack, .repack])
    #expect(PrunePolicy(maxUnused: .bytes(0)).decide(packs) == [.repack, .repack, .repack])
    // 27 MiB are used: 5 % of what stays are 1.42 MiB
    #expect(PrunePolicy(maxUnused: .percent(5)).decide(packs) == [.keep, .repack, .repack])
    #expect(PrunePolicy(maxUnused: .unlimited).decide(packs) == [.keep, .keep, .keep])
  }

  @Test func treesAndMixedPacksAreCopiedInAnyCase() {
    let packs = [
      pack(used: 15 * Self.mega, unused: 1, trees: true, data: false),
      pack(used: 15 * Self.mega, unused: 0, trees: true, data: true),
      pack(used: 15 * Self.mega, unused: 1),
    ]
    #expect(PrunePolicy(maxUnused: .unlimited).decide(packs) == [.repack, .repack, .keep])
  }

  @Test func copyingEndsAtItsLimit() {
    let packs = (0..<4).map { _ in pack(used: 8 * Self.mega, unused: 8 * Self.mega) }
    let actions = PrunePolicy(maxUnused: .bytes(0), maxRepackBytes: 40 * Self.mega).decide(packs)
    #expect(actions.count { $0 == .repack } == 2)
  }

  @Test func fewSmallPacksStay() {
    let small = pack(used: 1000, unused: 0)
    #expect(!PrunePolicy().decide(Array(repeating: small, count: 9)).contains(.repack))
    #expect(!PrunePolicy().decide(Array(repeating: small, count: 10)).contains(.keep))
    let medium = pack(used: 12 * Self.mega, unused: 0)
    #expect(!PrunePolicy().decide(Array(repeating: medium, count: 10)).contains(.repack))
    #expect(!PrunePolicy(repacksSmall: true).decide(Array(repeating: medium, count: 10)).contains(.keep))
  }
}
