import Foundation
import HTTPTypes
import ProvidersTesting
import Secrets
import Testing

@testable import Providers

@Suite struct TokenServiceTests {
  private let role = S3Role(arn: "arn:aws:iam::123456789012:role/backup", externalID: "4711", duration: 900)
  private let pair = S3CredentialSettings.Source.keyPair(
    accessKeyID: .command(["/bin/echo", "AKIDEXAMPLE"]), secretAccessKey: .command(["/bin/echo", "secret/+="]))

  private func settings(_ endpoint: String, insecure: Bool = false) -> S3CredentialSettings {
    S3CredentialSettings(
      pair, role: role, region: "eu-central-1", tokenServiceEndpoint: endpoint, allowsPlainHTTP: insecure)
  }

  private func chain(_ transport: ScriptedTransport, _ settings: S3CredentialSettings) throws -> S3CredentialChain {
    S3CredentialChain(
      settings,
      environment: CredentialEnvironment(
        variables: try CredentialBench().variables, transport: transport, metadataTransport: ScriptedTransport.silent,
        now: { 1_790_000_000 }))
  }

  @Test func aRealServiceGivesARole() async throws {
    let moto = try await TestServer.moto()
    let bench = try CredentialBench()
    let found = try await bench.chain(settings("\(moto.endpoint)")).credentials()
    #expect(found?.accessKeyID.hasPrefix("ASIA") == true)
    #expect((found?.sessionToken?.count ?? 0) > 20)
    let left = try #require(found?.expires) - CredentialEnvironment.systemTime()
    #expect((800...1000).contains(left))
  }

  @Test func aRealServiceGivesARoleForAWebIdentity() async throws {
    let moto = try await TestServer.moto()
    let bench = try CredentialBench()
    try bench.write("identity.token\n", to: "token")
    let found = try await bench.chain(
      S3CredentialSettings(),
      [
        "AWS_WEB_IDENTITY_TOKEN_FILE": "~/token", "AWS_ROLE_ARN": role.arn, "AWS_ENDPOINT_URL": "\(moto.endpoint)",
      ]
    ).credentials()
    #expect(found?.accessKeyID.hasPrefix("ASIA") == true && found?.origin == "web identity")
  }

  /// Botocore's signature over the same request.
  @Test func itsRequestsAreSignedAsBotocoreSignsThem() async throws {
    let transport = ScriptedTransport(200, "")
    let chain = try chain(transport, settings("https://sts.eu-central-1.amazonaws.com"))
    _ = try? await chain.credentials()
    let call = try #require(transport.calls.first)
    let fields = Dictionary(
      uniqueKeysWithValues: call.request.headerFields.map { ($0.name.canonicalName, $0.value) })
    let script = """
      import sys, json, datetime, botocore.auth, botocore.credentials
      from botocore.awsrequest import AWSRequest
      spec = json.load(sys.stdin)
      now = datetime.datetime.strptime(spec["fields"]["x-amz-date"], "%Y%m%dT%H%M%SZ")
      botocore.auth.get_current_datetime = lambda remove_tzinfo=True: now
      request = AWSRequest("POST", spec["url"], data=spec["body"])
      for name in ("content-type", "x-amz-content-sha256"): request.headers[name] = spec["fields"][name]
      keys = botocore.credentials.Credentials("AKIDEXAMPLE", "secret/+=")
      botocore.auth.SigV4Auth(keys, "sts", "eu-central-1").add_auth(request)
      print(request.headers["Authorization"], end="")
      """
    let spec: [String: Any] = [
      "fields": fields, "url": "https://sts.eu-central-1.amazonaws.com/", "body": call.text,
    ]
    let output = try ProgramRun.output(
      of: Checkout.programs + "/python", ["-c", script],
      input: Array(try JSONSerialization.data(withJSONObject: spec)))
    #expect(fields["authorization"] == String(decoding: output, as: UTF8.self))
    #expect(call.text.contains("&ExternalId=4711&") || call.text.hasSuffix("&ExternalId=4711"))
  }

  @Test(
    arguments: [
      (
        403,
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no sts:AssumeRole\nx</Message></Error>"
          + "<RequestId>r-1</RequestId></ErrorResponse>", .accessDenied, false,
        ["AccessDenied: no sts:AssumeRole", "trust policy", "(request r-1)"]
      ),
      (
        403, "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>TOKEN</Message></Error></ErrorResponse>",
        .accessDenied, false, ["SignatureDoesNotMatch; look at the credentials"]
      ),
      (
        400, "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>", .throttled, true, ["Throttling"]
      ),
      (503, "busy", .unavailable, true, ["status 503"]), (404, "", .accessDenied, false, ["status 404"]),
      (200, "<html>TOKEN</html>", .accessDenied, false, ["is about \"html\""]),
      (200, "<AssumeRoleResponse>TOKEN", .accessDenied, false, ["gave a reply that"]),
      (200, "TOKEN", .accessDenied, false, ["gave a reply"]),
      (
        200,
        "<AssumeRoleResponse><Credentials><AccessKeyId>x</AccessKeyId><Expiration>TOKEN</Expiration>"
          + "</Credentials></AssumeRoleResponse>", .accessDenied, false, ["without SecretAccessKey and SessionToken"]
      ),
      (
        200,
        "<AssumeRoleResponse><Credentials><AccessKeyId>x</AccessKeyId><SecretAccessKey>TOKEN</SecretAccessKey>"
          + "<SessionToken>TOKEN</SessionToken><Expiration>soon</Expiration></Credentials></AssumeRoleResponse>",
        .accessDenied, false, ["whose Expiration is not a time"]
      ),
    ] as [(Int, String, StoreError.Code, Bool, [String])])
  func whatItRefusesOrSaysWrongIsOneSentence(
    status: Int, body: String, code: StoreError.Code, isRetryable: Bool, words: [String]
  ) async throws {
    let chain = try chain(ScriptedTransport(status, body), settings("https://sts.example.org"))
    let error = try #require(await #expect(throws: StoreError.self) { try await chain.credentials() })
    #expect(error.code == code && error.isRetryable == isRetryable, "\(error)")
    for word in words { #expect(error.message.contains(word), "\(error)") }
    #expect(!error.message.contains("TOKEN") && !error.message.contains("\n") && error.message.contains("STS"))
  }

  @Test func aServiceThatIsNotThereIsNamed() async throws {
    let refusal = try await CredentialBench().refusal(settings("http://127.0.0.1:1"))
    #expect(refusal.contains("the token service (STS) cannot be asked: http://127.0.0.1:1"), "\(refusal)")
  }

  @Test(arguments: [
    ("http://sts.example.org", false, false), ("http://sts.example.org", true, true),
    ("http://localhost:1", false, true), ("ftp://x", true, false),
  ])
  func tokensDoNotTravelUnencrypted(endpoint: String, isAllowed: Bool, isAsked: Bool) async throws {
    let transport = ScriptedTransport(500, "")
    _ = try? await chain(transport, settings(endpoint, insecure: isAllowed)).credentials()
    #expect(transport.calls.isEmpty != isAsked)
  }

  @Test(
    arguments: [
      (nil, [:], "sts.amazonaws.com"), ("eu-west-1", [:], "sts.eu-west-1.amazonaws.com"),
      ("cn-north-1", [:], "sts.cn-north-1.amazonaws.com.cn"), (nil, ["AWS_REGION": "a-1"], "sts.a-1.amazonaws.com"),
      ("b-1", ["AWS_REGION": "a-1"], "sts.b-1.amazonaws.com"), (nil, ["AWS_ENDPOINT_URL": "https://all"], "all"),
      (nil, ["AWS_ENDPOINT_URL": "https://all", "AWS_ENDPOINT_URL_STS": "https://sts"], "sts"),
      (nil, ["AWS_ENDPOINT_URL": "https://all", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], "sts.amazonaws.com"),
    ] as [(String?, [String: String], String)])
  func itsAddressFollowsSettingsEnvironmentAndRegion(
    region: String?, variables: [String: String], host: String
  ) throws {
    let environment = CredentialEnvironment(variables: variables, transport: ScriptedTransport(500, ""))
    let service = try TokenService(S3CredentialSettings(region: region), environment: environment, profile: nil)
    #expect(service.address.host == host)
  }
}
