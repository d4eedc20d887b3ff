import Testing

@testable import Cryptography

/// RFC 7914, section 12; the last one needs 1 GiB and is left to the library's own tests.
private let vectors: [(password: String, salt: String, cost: [UInt64], key: String)] = [
  (
    "", "", [16, 1, 1],
    "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
      + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
  ),
  (
    "password", "NaCl", [1024, 8, 16],
    "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
      + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
  ),
  (
    "pleaseletmein", "SodiumChloride", [16384, 8, 1],
    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
      + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
  ),
]

private func derive(_ password: String, _ salt: String, _ cost: [UInt64], count: Int) throws -> [UInt8] {
  try Array(password.utf8).withUnsafeBytes { password in
    try Array(salt.utf8).withUnsafeBytes { salt in
      try Scrypt.derive(password: password, salt: salt, n: cost[0], r: cost[1], p: cost[2], count: count)
    }
  }
}

@Test(arguments: vectors)
func keyIsThatOfRFC7914(password: String, salt: String, cost: [UInt64], key: String) throws {
  #expect(try hex(derive(password, salt, cost, count: 64)) == key)
}

@Test func costsBeyondOpenSSLsDefaultOf32MiBAreTaken() throws {
  #expect(try derive("geheim", "salt", [65536, 8, 1], count: 64).count == 64)
}

@Test(
  arguments: [
    [0, 8, 1], [1, 8, 1], [1000, 8, 1], [16, 0, 1], [16, 1, 0], [1 << 30, 8, 1], [16, 1 << 23, 1], [16, 8, 1 << 23],
    [.max, .max, .max], [1 << 63, 1 << 63, 1],
  ] as [[UInt64]])
func damagedOrRuinousCostsAreRefused(cost: [UInt64]) {
  #expect(throws: CryptographyError.self) { try derive("password", "salt", cost, count: 64) }
}
