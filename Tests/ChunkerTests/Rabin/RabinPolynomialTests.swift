import Testing

@testable import Chunker

@Suite struct RabinPolynomialTests {
  @Test(arguments: ["3da3358b4dc173", "2482734cacca49"])
  func irreduciblePolynomialsAreTakenAndWrittenAsRead(hex: String) throws {
    #expect(try #require(RabinPolynomial(hex: hex)).hex == hex)
  }

  /// Reducible ones from restic/chunker's tests, then other degrees, and what is no number at all.
  @Test(arguments: [
    "38f1e565e288df", "30a8295b9d5c91", "255f4350b962cb", "267f776110a235", "2f4dae10d41227", "312daf4b284899",
    "29dfb6553d01d1", "3548245eb26257", "3199e7ef4211b3", "362f39017dae8b", "200d57aa6fdacb", "35e0a4efa1d275",
    "2ced55b026577f", "260b012010893d", "2df29cbcd59e9d", "3f2ac7488bd429", "3e5cb1711669fb", "226d8de57a9959",
    "3c8de80aaf5835", "2026a59efb219b", "39dfa4d13fb231", "3143d0464b3299", "0", "1", "7", "11b", "", "xyz",
    "7b466b169b82e6", "ffffffffffffffffff",
  ])
  func everythingElseIsRefused(hex: String) {
    #expect(RabinPolynomial(hex: hex) == nil)
  }

  /// By trial: the product of any two factors of degrees that sum to 53 is reducible.
  @Test func productsAreReducible() {
    for seed in 0..<200 as Range<UInt64> {
      let degree = seed % 26 + 1
      let left = GeneratedBytes.mix(seed) >> (64 - degree) | 1 << degree | 1
      let right = GeneratedBytes.mix(~seed) >> (11 + degree) | 1 << (53 - degree) | 1
      var product: UInt64 = 0
      for bit in 0...degree where left >> bit & 1 == 1 { product ^= right << bit }
      #expect(product >> 53 == 1)
      #expect(RabinPolynomial(product) == nil)
    }
  }

  @Test func randomOnesDiffer() throws {
    let polynomials = try (0..<5).map { _ in try RabinPolynomial.random() }
    #expect(Set(polynomials).count == 5)
    for polynomial in polynomials { #expect(RabinPolynomial(polynomial.bits) == polynomial) }
  }
}
