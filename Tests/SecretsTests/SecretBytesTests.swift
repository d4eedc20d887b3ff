import Testing

@testable import Secrets

@Test func aSecretPrintsRedacted() {
  let secret = SecretBytes(copying: Array("hunter2".utf8))
  #expect("\(secret)" == "<redacted>")
  #expect(secret.withBytes { Array($0) } == Array("hunter2".utf8))
}
