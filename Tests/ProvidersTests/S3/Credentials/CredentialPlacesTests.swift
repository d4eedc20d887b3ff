import Foundation
import HTTPTypes
import ProvidersTesting
import Secrets
import Testing

@testable import Providers

/// What each place says when it is not as it should be, and what it does with files that others can read.
@Suite struct CredentialPlacesTests {
  private static let keys = "aws_access_key_id = ID\naws_secret_access_key = hunter2\n"

  // MARK: credentials.csv

  @Test(arguments: [
    "User name,Password,Access key ID,Secret access key,Console login link\r\nme,p,ID,s/+e=,https://x\r\n",
    "Access key ID,Secret access key\r\nID,s/+e=", "\u{feff}Access key ID,Secret access key\nID,s/+e=\n\n",
    "\"User name\",\"Password\",\"Access key ID\",\"Secret access key\",\"Console login link\"\n"
      + "\"a, \"\"b\"\"\",,\"ID\" ,\"s/+e=\",\"\"\n",
    "ACCESS KEY ID, Secret access key\n ID , s/+e= \n",
  ])
  func bothLayoutsOfACredentialsFileAreRead(text: String) async throws {
    let bench = try CredentialBench()
    try bench.write(text, to: "keys.csv")
    let found = try await bench.chain(S3CredentialSettings(.csv(path: bench.home + "/keys.csv"))).credentials()
    #expect(found?.plain == ["ID", "s/+e=", ""])
  }

  @Test(arguments: [
    ("", "is not a credentials.csv"), ("a,b\nc,hunter2\n", "is not a credentials.csv"),
    ("Access key ID,Secret access key\n", "has no access key"),
    ("Access key ID,Secret access key\nID\n", "has no access key"),
    ("Access key ID,Secret access key\nA,hunter2\nB,hunter2\n", "has 2 access keys"),
    ("Access key ID,Secret access key\nA,\"hunter2", "is not a file of CSV"),
    ("Access key ID,Secret access key\nA,\"hunter2\"x\n", "is not a file of CSV"),
  ])
  func whatIsNoCredentialsFileIsRefused(text: String, words: String) async throws {
    let bench = try CredentialBench()
    try bench.write(text, to: "keys.csv")
    let refusal = await bench.refusal(S3CredentialSettings(.csv(path: bench.home + "/keys.csv")))
    #expect((refusal.contains(words) || text.isEmpty) && refusal.contains("keys.csv"), "\(refusal)")
    #expect(!refusal.contains("hunter2"))
  }

  // MARK: the configured pair

  @Test func aPairIsReadFromItsReferencesAndGoesBeforeTheEnvironment() async throws {
    let bench = try CredentialBench()
    for (name, text) in [("id", "ID\n"), ("secret", "s\n"), ("token", "t\n")] { try bench.write(text, to: name) }
    let settings = S3CredentialSettings(
      .keyPair(
        accessKeyID: .file(path: bench.home + "/id"), secretAccessKey: .file(path: bench.home + "/secret"),
        sessionToken: .command(["/bin/cat", bench.home + "/token"])))
    let found = try await bench.chain(settings, CredentialOracleTests.keys).credentials()
    #expect(found?.plain == ["ID", "s", "t"])
    let missing = S3CredentialSettings(
      .keyPair(accessKeyID: .file(path: "/nowhere"), secretAccessKey: .file(path: "/nowhere")))
    #expect(await bench.refusal(missing).hasPrefix("the access key id from file /nowhere: it cannot be read"))
  }

  // MARK: files

  @Test(arguments: [
    (".aws/credentials", "[default]\n", 0o644, "chmod go= it"),
    (".aws/credentials", "[default]\n", 0o620, "chmod go= it"),
    (".aws/config", "[default]\n", 0o644, "others than the file's owner can read"),
    (".aws/config", "[default]\n", 0o660, "chmod go-w it"),
  ])
  func aFileWithSecretsThatOthersCanReadIsRefused(path: String, head: String, mode: Int, words: String) async throws {
    let bench = try CredentialBench()
    try bench.write(head + Self.keys, to: path, mode: mode)
    let refusal = await bench.refusal()
    #expect(refusal.contains(words) && refusal.contains(path) && !refusal.contains("hunter2"), "\(refusal)")
  }

  @Test func aConfigFileWithoutSecretsMayBeRead() async throws {
    let bench = try CredentialBench()
    try bench.write("[default]\nregion = eu-west-1\n", to: ".aws/config", mode: 0o644)
    try bench.write("[default]\n" + Self.keys, to: ".aws/credentials")
    #expect(try await bench.chain().credentials()?.accessKeyID == "ID")
    #expect(try await bench.chain().region() == "eu-west-1")
    #expect(try await bench.chain(S3CredentialSettings(), ["AWS_REGION": "a"]).region() == "a")
    #expect(try await bench.chain(S3CredentialSettings(region: "b"), ["AWS_REGION": "a"]).region() == "b")
  }

  @Test(arguments: [
    ("[default\nhunter2 = x\n", "line 1 of", "has no \"]\""), ("[default]\nhunter2\n", "line 2 of", "neither [NAME]"),
    ("hunter2 = x\n", "line 1 of", "before the first"),
  ])
  func aFileThatIsMalformedIsNamedWithItsLine(text: String, line: String, words: String) async throws {
    let bench = try CredentialBench()
    try bench.write(text, to: ".aws/credentials")
    let refusal = await bench.refusal()
    #expect(refusal.contains(line) && refusal.contains(words) && !refusal.contains("hunter2"), "\(refusal)")
  }

  @Test(arguments: [
    ("role_arn = arn:aws:iam::1:role/a\nsource_profile = b\n", "which is not in"),
    ("role_arn = arn:aws:iam::1:role/a\nsource_profile = default\n", "\"default\" → \"default\""),
    ("role_arn = arn:aws:iam::1:role/a\n", "neither source_profile nor credential_source"),
    (
      "role_arn = arn:aws:iam::1:role/a\ncredential_source = Moon\n", "Environment, Ec2InstanceMetadata or EcsContainer"
    ),
    ("role_arn = arn:aws:iam::1:role/a\ncredential_source = Environment\n", "AWS_ACCESS_KEY_ID is not set"),
    ("role_arn = a\nmfa_serial = x\nsource_profile = y\n", "which nobody is there to type"),
    ("role_arn = a\nduration_seconds = 5\nsource_profile = y\n", "not a number from 900 to 43200"),
    ("web_identity_token_file = /nowhere\n", "no role_arn"),
    ("web_identity_token_file = /nowhere\nrole_arn = a\n", "/nowhere is not there, or empty"),
    ("sso_session = x\n", "signs in through a browser"), ("aws_access_key_id = x\n", "no aws_secret_access_key"),
    ("credential_process = /nowhere/x\n", "/nowhere/x cannot be started"),
    ("credential_process = 'x\n", "a quote is not closed"), ("credential_process = /bin/false\n", "exit status 1"),
    ("credential_process = /bin/echo hunter2\n", "not a JSON document"),
    ("credential_process = /bin/echo {\\\"Version\\\":2}\n", "whose Version is 2"),
    ("credential_process = /bin/echo {}\n", "whose Version is missing"),
    ("credential_process = /bin/echo {\\\"Version\\\":1,\\\"AccessKeyId\\\":\\\"x\\\"}\n", "without SecretAccessKey"),
    ("credential_process = /bin/cat /dev/zero\n", "more than 64 KiB"),
    ("endpoint_url = nonsense\n", "the address of the token service"), ("region = x\n", "has no credentials"),
  ])
  func aProfileThatGivesNothingSaysWhy(config: String, words: String) async throws {
    let bench = try CredentialBench()
    try bench.write("[default]\n" + config, to: ".aws/config")
    let refusal = await bench.refusal()
    #expect(refusal.contains(words) && !refusal.contains("hunter2"), "\(refusal)")
  }

  @Test func aProgramThatTakesTooLongIsKilled() async throws {
    let place = ProcessPlace(commandLine: "/bin/sleep 600", owner: "profile \"x\"", timeout: .milliseconds(50))
    let error = await #expect(throws: StoreError.self) { try await place.look() }
    #expect(error?.message.contains("took longer than") == true)
  }

  @Test func aProgramEndsWhenNobodyWaitsForIt() async throws {
    let looking = Task {
      try await ProcessPlace(commandLine: "/bin/sleep 600", owner: "profile \"x\"").look()
    }
    looking.cancel()
    let error = await #expect(throws: StoreError.self) { try await looking.value }
    #expect(error?.code == .cancelled)
  }

  @Test func aNamedProfileIsTheOnlyPlace() async throws {
    let bench = try CredentialBench()
    try bench.write("[a]\n" + Self.keys, to: ".aws/credentials")
    let found = try await bench.chain(S3CredentialSettings(.profile("a")), CredentialOracleTests.keys).credentials()
    #expect(found?.accessKeyID == "ID" && found?.origin == "profile \"a\"")
    let refusal = await bench.refusal(S3CredentialSettings(.profile("b")), CredentialOracleTests.keys)
    #expect(refusal.contains("there is no profile \"b\" in \(bench.home)/.aws/credentials and"), "\(refusal)")
  }

  // MARK: metadata services

  @Test(arguments: [
    ("v1only", "gives no token (status 403)"), ("norole", "the instance has no role"),
    ("failed", "AssumeRoleUnauthorizedAccess: EC2 cannot assume the role"), ("partial", "without SecretAccessKey"),
    ("broken", "not a JSON document"), ("empty", "not a JSON document"), ("down", "gives no token (status 503)"),
    ("slow", "no answer within 1 s"),
  ])
  func anInstanceThatGivesNothingSaysWhy(behaviour: String, words: String) async throws {
    let server = try await MetadataServer.running()
    let refusal = try await CredentialBench().refusal(
      S3CredentialSettings(),
      [
        "AWS_EC2_METADATA_DISABLED": "", "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.address(behaviour),
        "http_proxy": "http://127.0.0.1:1",
      ])
    #expect(refusal.contains(words) && !refusal.contains("secret-"), "\(refusal)")
  }

  @Test(arguments: [
    ("SERVER/failed/container", "", "without AccessKeyId"), ("SERVER/broken/container", "", "not a JSON document"),
    ("SERVER/partial/container", "", "without SecretAccessKey"),
    ("SERVER/good/container", "wrong", "401: who are you?"),
    ("SERVER/good/container", "a\nb", "line ends or other control"), ("http://127.0.0.1:1/x", "", "cannot be asked"),
    ("http://192.0.2.1/x", "", "without https:, only this machine"),
    ("http://127.evil.example/x", "", "without https:, only this machine"), ("nonsense", "", "not an address"),
    ("ftp://127.0.0.1/x", "", "not an address"), ("http://me@127.0.0.1/x", "", "not an address"),
  ])
  func aContainerThatGivesNothingSaysWhy(address: String, token: String, words: String) async throws {
    let server = try await MetadataServer.running()
    let bench = try CredentialBench()
    let refusal = await bench.refusal(
      S3CredentialSettings(),
      [
        ContainerPlace.fullVariable: address.replacing("SERVER", with: "http://127.0.0.1:\(server.port)"),
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": token,
      ])
    #expect(refusal.contains(words) && !refusal.contains("secret-"), "\(refusal)")
  }

  @Test func aServiceThatIsSlowOrBusyIsAskedAgainAndThenGivenUp() async throws {
    let busy = ScriptedTransport(503, "{\"message\": \"busy\"}")
    for transport in [ScriptedTransport.silent, busy] {
      let environment = CredentialEnvironment(
        variables: [ContainerPlace.relativeVariable: "/v2/x"], transport: busy, metadataTransport: transport,
        sleep: { _ in })
      let error = try #require(
        await #expect(throws: StoreError.self) { try await ContainerPlace(environment: environment).look() })
      #expect(error.code == .unavailable && error.isRetryable, "\(error)")
    }
    #expect(busy.calls.count == 3)
    #expect(busy.calls.first?.request.authority == "169.254.170.2" && busy.calls.first?.request.path == "/v2/x")
  }

  @Test func whatLivesForLongIsFetchedOnce() async throws {
    let server = try await MetadataServer.running()
    let chain = try CredentialBench().chain(
      S3CredentialSettings(), [ContainerPlace.fullVariable: server.address("good-once/container")])
    for _ in 0..<20 { #expect(try await chain.credentials()?.accessKeyID == "ID-good-once") }
    #expect(try await server.count("good-once") == 1)
  }

  // MARK: nothing anywhere

  @Test func whenNoPlaceHasCredentialsAllAreListed() async throws {
    let bench = try CredentialBench()
    let refusal = await bench.refusal()
    for words in [
      "environment (AWS_ACCESS_KEY_ID is not set)", "web identity (AWS_WEB_IDENTITY_TOKEN_FILE is not set)",
      "profile \"default\" (not in \(bench.home)/.aws/credentials and \(bench.home)/.aws/config)",
      "container metadata (neither", "instance metadata (switched off by AWS_EC2_METADATA_DISABLED)",
      "or write the provider's credentials into the manifest",
    ] { #expect(refusal.contains(words), "\(refusal)") }
  }

  @Test func secretsAreInNoDescription() async throws {
    let bench = try CredentialBench()
    try bench.write("[default]\n" + Self.keys + "aws_session_token = hunter2\n", to: ".aws/credentials")
    let found = try #require(try await bench.chain().credentials())
    let profile = try #require(
      try await ProfileFiles.read(
        CredentialEnvironment(variables: bench.variables, transport: LazyHTTPClient.nearby())
      )
      .profile(named: "default"))
    for text in ["\(found)", String(reflecting: found), "\(profile)", String(reflecting: profile)] {
      #expect(!text.contains("hunter2"), "\(text)")
    }
    #expect(found.plain == ["ID", "hunter2", "hunter2"])
  }
}
