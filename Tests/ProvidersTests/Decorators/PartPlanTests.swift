import Testing

@testable import Providers

@Suite struct PartPlanTests {
  private let s3 = MultipartLimits(smallestPart: 5 << 20, largestPart: 5 << 30, mostParts: 10_000)

  @Test(arguments: [1, 5 << 20, 100 << 20, 156 << 30, (156 << 30) + 1, 5 << 40, 48 << 40] as [Int64])
  func partsCoverTheObjectWithinTheLimits(_ size: Int64) throws {
    let plan = try #require(PartPlan(size: size, preferred: 16 << 20, limits: s3))
    #expect(plan.count <= s3.mostParts)
    #expect((s3.smallestPart...s3.largestPart).contains(plan.partSize))
    #expect(plan.range(of: 1).lowerBound == 0)
    #expect(plan.range(of: plan.count).upperBound == size)
    #expect(!plan.range(of: plan.count).isEmpty)
    for number in 2...max(2, min(plan.count, 50)) where number <= plan.count {
      #expect(plan.range(of: number).lowerBound == plan.range(of: number - 1).upperBound)
    }
  }

  @Test func partsAreAsPreferredWhereThatSuffices() throws {
    #expect(try #require(PartPlan(size: 100 << 30, preferred: 16 << 20, limits: s3)).partSize == 16 << 20)
    #expect(try #require(PartPlan(size: 1 << 40, preferred: 16 << 20, limits: s3)).partSize == 105 << 20)
    #expect(try #require(PartPlan(size: 1 << 30, preferred: 1, limits: s3)).partSize == 5 << 20)
  }

  @Test func whatNoPartsCanHoldIsRefused() {
    let small = MultipartLimits(smallestPart: 1, largestPart: 10, mostParts: 3)
    #expect(PartPlan(size: 30, preferred: 10, limits: small)?.count == 3)
    #expect(PartPlan(size: 31, preferred: 10, limits: small) == nil)
  }
}
