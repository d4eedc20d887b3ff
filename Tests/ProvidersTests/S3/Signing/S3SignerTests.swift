import Cryptography
import Foundation
import HTTPTypes
import ProvidersTesting
import Secrets
import Testing

@testable import Providers

@Suite struct S3SignerTests {
  /// The examples of AWS's documentation of signatures in header fields.
  @Test(arguments: [
    (
      HTTPRequest.Method.get, "/test.txt", ["range": "bytes=0-9"], "",
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    ),
    (
      .put, "/test%24file.text",
      ["date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"],
      "Welcome to Amazon S3.", "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
    ),
    (.get, "/?lifecycle", [:], "", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
    (
      .get, "/?max-keys=2&prefix=J", [:], "", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
    ),
  ])
  func documentedExamplesAreSignedAsDocumented(
    _ method: HTTPRequest.Method, _ path: String, _ fields: [String: String], _ body: String, _ signature: String
  ) throws {
    var request = Self.example(method, path)
    for (name, value) in fields { request.headerFields[try #require(HTTPField.Name(name))] = value }
    try Self.signer.sign(&request, payload: .digest(try SHA256Hasher().digest(of: Array(body.utf8))))
    let authorization = try #require(request.headerFields[.authorization])
    #expect(authorization.hasSuffix("Signature=\(signature)"))
    #expect(request.headerFields[.amzDate] == "20130524T000000Z")
  }

  /// The example of AWS's documentation of signatures in the query.
  @Test func theDocumentedURLIsPresignedAsDocumented() throws {
    let signed = try Self.signer.presign(Self.example(.get, "/test.txt"), expiresAfter: 86_400)
    let signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    #expect(signed.path?.hasSuffix("&X-Amz-SignedHeaders=host&X-Amz-Signature=\(signature)") == true)
  }

  @Test func thousandRequestsAreSignedAsBotocoreSignsThem() throws {
    var generator = SeededGenerator(seed: 2026)
    let requests = (0..<1000).map { _ in SigningRequest(using: &generator) }
    let encoder = JSONEncoder()
    let input = try requests.reduce(into: Data()) { try $0.append(encoder.encode($1) + [UInt8(ascii: "\n")]) }
    let output = try ProgramRun.output(
      of: Checkout.programs + "/python", [Checkout.root + "/scripts/lib/s3_signing_oracle.py"],
      input: Array(input))
    let answers = try output.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode([String: String].self, from: $0)
    }
    try #require(answers.count == requests.count)
    for (request, answer) in zip(requests, answers) {
      var unsigned = request.request
      if request.presign {
        unsigned = try request.signer.presign(unsigned, expiresAfter: request.expires)
        let url = "\(request.scheme)://\(request.host)\(unsigned.path ?? "")"
        // botocore writes a parameter without a value with an equals sign behind its name.
        let isComparable = request.query.allSatisfy { $0[1] != nil }
        #expect(isComparable ? url == answer["url"] : url.suffix(64) == answer["url"]?.suffix(64))
      } else {
        try request.signer.sign(&unsigned, payload: request.payload)
        #expect("\(request.scheme)://\(request.host)\(unsigned.path ?? "")" == answer["url"])
        #expect(unsigned.headerFields[.authorization] == answer["authorization"])
        #expect(unsigned.headerFields[.amzDate] == answer["date"])
        #expect(unsigned.headerFields[.amzContentSHA256] == answer["payload"])
      }
    }
    #expect(requests.count { $0.presign } > 300)
  }

  @Test func aKeyIsDerivedOnceForADayARegionAndAPair() throws {
    let keys = S3SigningKeys()
    let first = try keys.key(Self.credentials, day: "20130524", region: "us-east-1")
    let other = S3Credentials(accessKeyID: "x", secretAccessKey: SecretBytes(copying: [1]), origin: "test")
    #expect(try keys.key(other, day: "20130524", region: "us-east-1").signature(of: "a") != first.signature(of: "a"))
    #expect(try keys.key(Self.credentials, day: "20130525", region: "us-east-1").scope != first.scope)
    #expect(try keys.key(Self.credentials, day: "20130524", region: "eu-west-1").scope != first.scope)
    let again = try keys.key(Self.credentials, day: "20130524", region: "us-east-1")
    #expect(try again.signature(of: "a") == first.signature(of: "a"))
  }

  private static let credentials = S3Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: SecretBytes(copying: Array("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".utf8)), origin: "test")

  private static var signer: S3Signer {
    get throws {
      S3Signer(
        key: try S3SigningKey(credentials, day: "20130524", region: "us-east-1"), time: UTCTime(seconds: 1_369_353_600))
    }
  }

  private static func example(_ method: HTTPRequest.Method, _ path: String) -> HTTPRequest {
    HTTPRequest(method: method, scheme: "https", authority: "examplebucket.s3.amazonaws.com", path: path)
  }
}
