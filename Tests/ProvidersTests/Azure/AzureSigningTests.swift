import Foundation
import HTTPTypes
import ProvidersTesting
import Secrets
import Testing

@testable import Providers

@Suite struct AzureSigningTests {
  /// A known answer of the program that this one carries on.
  @Test func aKnownRequestHasItsKnownSignature() throws {
    var request = HTTPRequest(
      method: .get, scheme: "https", authority: "ddiss.blob.core.windows.net", path: "/test?comp=list")
    request.headerFields[.msVersion] = "2009-09-19"
    let signer = AzureSharedKeySigner(key: try .test("ddiss", "RWxhc3RvVW5pdFRlc3Rz"), scheme: .sharedKeyLite)
    let time = try #require(UTCTime(httpDate: "Thu, 11 Apr 2013 11:28:15 GMT"))
    try signer.sign(&request, at: time)
    #expect(request.headerFields[.authorization] == "SharedKeyLite ddiss:UZqdIQCl+6/E/Ptp+q49bsKTtrXft2fHjvu9Qf+Ys+0=")
    #expect(request.headerFields[.msDate] == "Thu, 11 Apr 2013 11:28:15 GMT")
  }

  @Test func thousandRequestsAreSignedAsMicrosoftsLibrarySignsThem() throws {
    var generator = SeededGenerator(seed: 2026)
    let requests = (0..<1000).map { _ in AzureSigningRequest(using: &generator) }
    for (request, answer) in zip(requests, try Self.oracle(requests)) {
      let authorization = try request.authorization()
      #expect(authorization == answer["authorization"], "\(request)")
    }
    #expect(requests.count { $0.kind == "sharedKeyLite" } > 200)
  }

  @Test func thousandAccessSignaturesAreThoseOfMicrosoftsLibraries() throws {
    var generator = SeededGenerator(seed: 2027)
    let requests = (0..<1000).map { _ in AzureAccessRequest(using: &generator) }
    for (request, answer) in zip(requests, try Self.oracle(requests)) {
      let parameters = try request.parameters(version: answer["sv"] ?? "")
      #expect(parameters == answer, "\(request)")
    }
    #expect(Set(requests.map(\.kind)).count == 7)
  }

  @Test(arguments: [
    ["x-ms-blob-type", "x-ms-date"], ["x-ms-meta-a_b", "x-ms-meta-a1"], ["x-ms-meta-a1", "x-ms-meta-ab"],
    ["x-ms-meta-ab-c", "x-ms-meta-a-bc"], ["x-ms-meta", "x-ms-meta-a"], ["x-ms-a", "x-msb"],
  ])
  func fieldsHaveTheServicesOrder(_ names: [String]) {
    #expect(AzureFieldOrder.isBefore(names[0], names[1]))
    #expect(!AzureFieldOrder.isBefore(names[1], names[0]))
    #expect(!AzureFieldOrder.isBefore(names[0], names[0]))
  }

  private static func oracle(_ requests: [some Encodable]) throws -> [[String: String]] {
    let encoder = JSONEncoder()
    let input = try requests.reduce(into: Data()) { try $0.append(encoder.encode($1) + [UInt8(ascii: "\n")]) }
    let output = try ProgramRun.output(
      of: Checkout.programs + "/python", [Checkout.root + "/scripts/lib/azure_signing_oracle.py"],
      input: Array(input))
    let answers = try output.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode([String: String].self, from: $0)
    }
    try #require(answers.count == requests.count)
    return answers
  }
}

extension AzureAccountKey {
  static func test(_ account: String, _ key: String) throws -> AzureAccountKey {
    AzureAccountKey(account: account, key: SecretBytes(copying: try #require(Base64.decode(key))))
  }
}
