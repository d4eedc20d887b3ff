import Foundation
import ProvidersTesting
import Testing

@testable import Providers

/// Amazon's own client finds the same: in the same environment, with the same files and the same servers.
@Suite struct CredentialOracleTests {
  /// Variables, and files below the home folder; `HOME` and `SERVER` in them are filled in.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var variables: [String: String] = [:]
    var credentials = ""
    var config = ""
    /// Whether there is nothing to find.
    var isNothing = false

    var testDescription: String { name }
  }

  static let keys = ["AWS_ACCESS_KEY_ID": "ID-env", "AWS_SECRET_ACCESS_KEY": "secret/+=env"]
  static let web = ["AWS_WEB_IDENTITY_TOKEN_FILE": "HOME/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/web"]
  static let instance = [
    "AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "SERVER/good",
  ]
  static let container = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "SERVER/good/container?a=b"]
  static let file = "[default]\naws_access_key_id = ID-file\naws_secret_access_key = secret-file\n"
  static let role = "role_arn = arn:aws:iam::1:role/a\n"

  static func all(_ parts: [String: String]...) -> [String: String] { parts.reduce([:]) { $0.merging($1) { $1 } } }

  static let cases = [
    Case(name: "environment", variables: keys),
    Case(name: "environment with a token", variables: all(keys, ["AWS_SESSION_TOKEN": "t"])),
    Case(name: "environment with a token's older name", variables: all(keys, ["AWS_SECURITY_TOKEN": "t"])),
    Case(
      name: "environment that lasts",
      variables: all(keys, ["AWS_CREDENTIAL_EXPIRATION": "2099-01-01T00:00:00+02:00"])),
    Case(name: "half of a pair in the environment", variables: ["AWS_ACCESS_KEY_ID": "x"], isNothing: true),
    Case(name: "an empty variable counts as not set", variables: ["AWS_ACCESS_KEY_ID": ""], credentials: file),
    Case(name: "environment before everything", variables: all(keys, web, instance, container), credentials: file),
    Case(name: "web identity", variables: web),
    Case(name: "web identity with a session's name", variables: all(web, ["AWS_ROLE_SESSION_NAME": "me"])),
    Case(name: "web identity before files", variables: all(web, container, instance), credentials: file),
    Case(name: "web identity in a region", variables: all(web, ["AWS_DEFAULT_REGION": "eu-west-1"])),
    Case(
      name: "web identity without its file", variables: all(web, ["AWS_WEB_IDENTITY_TOKEN_FILE": "HOME/none"]),
      isNothing: true),
    Case(
      name: "web identity of a profile",
      config: "[default]\nweb_identity_token_file = HOME/token\nrole_arn = arn:aws:iam::1:role/p\n"),
    Case(
      name: "web identity of a profile that names its session",
      config: "[default]\nweb_identity_token_file=HOME/token\nrole_arn=arn:aws:iam::1:role/p\nrole_session_name=me\n"),
    Case(name: "credentials file", credentials: file),
    Case(name: "credentials file with a token", credentials: file + "aws_session_token = a=b==\n"),
    Case(name: "keys in capitals", credentials: "[default]\nAWS_Access_Key_ID=ID\nAws_Secret_Access_Key = s\n"),
    Case(name: "a file with comments and CRLF", credentials: "# a\r\n\r\n; b\r\n" + file.replacing("\n", with: "\r\n")),
    Case(name: "config file", config: file),
    Case(
      name: "credentials file before config file", credentials: file,
      config: "[default]\naws_access_key_id = ID-config\naws_secret_access_key = b\naws_session_token = c\n"),
    Case(
      name: "half of a pair in the credentials file", credentials: "[default]\naws_access_key_id = ID\n",
      isNothing: true),
    Case(
      name: "files at other places",
      variables: ["AWS_SHARED_CREDENTIALS_FILE": "~/elsewhere", "AWS_CONFIG_FILE": "HOME/none"], config: file),
    Case(
      name: "a named profile", variables: ["AWS_PROFILE": "two words"],
      credentials: file + "[two words]\naws_access_key_id = ID-two\naws_secret_access_key = s\n"),
    Case(
      name: "a named profile in the config file", variables: ["AWS_DEFAULT_PROFILE": "two words"], credentials: file,
      config: "[profile \"two words\"]\naws_access_key_id = ID-two\naws_secret_access_key = s\n"),
    Case(
      name: "a section of another kind is no profile", variables: ["AWS_PROFILE": "x"], credentials: file,
      config: "[x]\naws_access_key_id = ID-x\naws_secret_access_key = s\n", isNothing: true),
    Case(name: "a profile that is not there", variables: ["AWS_PROFILE": "none"], credentials: file, isNothing: true),
    Case(
      name: "nested settings", credentials: file,
      config: "[default]\ns3 =\n  addressing_style = path\n  aws_access_key_id = no\nregion = eu-west-1\n"),
    Case(name: "a role with a source", credentials: file, config: "[default]\nsource_profile = default\n" + role),
    Case(
      name: "a role with everything", variables: ["AWS_PROFILE": "r"], credentials: file,
      config: "[profile r]\nsource_profile = default\n" + role
        + "external_id = a b&c\nrole_session_name = me@x\nduration_seconds = 1800\nregion = eu-central-1\n"),
    Case(
      name: "a role whose source has a session", variables: ["AWS_PROFILE": "r"],
      credentials: file + "aws_session_token = base-token\n", config: "[profile r]\nsource_profile = default\n" + role),
    Case(
      name: "a role of a role", variables: ["AWS_PROFILE": "outer"], credentials: file,
      config: "[profile outer]\nsource_profile = inner\n" + role
        + "[profile inner]\nsource_profile=default\nrole_arn = arn:aws:iam::1:role/inner\nexternal_id = 22\n"),
    Case(
      name: "the keys of a source go before its role", variables: ["AWS_PROFILE": "outer"], credentials: file,
      config: "[profile outer]\nsource_profile = default\n" + role
        + "[default]\nsource_profile = outer\nrole_arn = arn:aws:iam::1:role/inner\n"),
    Case(
      name: "a role whose source is a program", variables: ["AWS_PROFILE": "r"],
      config: "[profile r]\nsource_profile = p\n" + role + "[profile p]\ncredential_process = /bin/sh HOME/print\n"),
    Case(
      name: "a role whose source is a web identity", variables: ["AWS_PROFILE": "r"],
      config: "[profile r]\nsource_profile = p\n" + role
        + "[profile p]\nweb_identity_token_file = HOME/token\nrole_arn = arn:aws:iam::1:role/p\n"),
    Case(
      name: "a loop of sources", variables: ["AWS_PROFILE": "a"],
      config: "[profile a]\nsource_profile = b\n" + role + "[profile b]\nsource_profile = a\n" + role, isNothing: true),
    Case(
      name: "a source of its own without keys", config: "[default]\nsource_profile=default\n" + role, isNothing: true),
    Case(name: "a source that is not there", config: "[default]\nsource_profile = none\n" + role, isNothing: true),
    Case(name: "a role without a source", credentials: file, config: "[default]\n" + role, isNothing: true),
    Case(
      name: "a role with two sources", variables: keys.filter { _ in false }, credentials: file,
      config: "[default]\nsource_profile = default\ncredential_source = Environment\n" + role, isNothing: true),
    Case(
      name: "a role with the container's credentials", variables: container,
      config: "[default]\ncredential_source = EcsContainer\n" + role),
    Case(
      name: "a role with the instance's credentials", variables: instance,
      config: "[default]\ncredential_source = Ec2InstanceMetadata\n" + role),
    Case(
      name: "a role with the environment's credentials, which go before it", variables: keys,
      config: "[default]\ncredential_source = Environment\n" + role),
    Case(
      name: "a role with an empty environment's credentials",
      config: "[default]\ncredential_source = Environment\n" + role, isNothing: true),
    Case(
      name: "a role with credentials from nowhere", config: "[default]\ncredential_source = Moon\n" + role,
      isNothing: true),
    Case(name: "a program", config: "[default]\ncredential_process = /bin/sh 'HOME/print'\n"),
    Case(name: "a program with its words quoted", config: "[default]\ncredential_process = \"/bin/sh\" HOME/pr\\int\n"),
    Case(name: "keys go before a program", credentials: file, config: "[default]\ncredential_process = /bin/false\n"),
    Case(name: "a program that fails", config: "[default]\ncredential_process = /bin/false\n", isNothing: true),
    Case(
      name: "a program of another version", config: "[default]\ncredential_process = /bin/echo {\\\"Version\\\":2}\n",
      isNothing: true),
    Case(name: "a container", variables: container),
    Case(
      name: "a container with a token",
      variables: all(container, ["AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer container"])),
    Case(
      name: "a container with a token in a file, which goes before the other",
      variables: all(
        container,
        [
          "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer wrong",
          "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "HOME/authorization",
        ])),
    Case(name: "files before a container", variables: all(container, instance), credentials: file),
    Case(name: "a container before an instance", variables: all(instance, container)),
    Case(
      name: "a container's service on another machine",
      variables: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/x"], isNothing: true),
    Case(name: "an instance", variables: instance),
    Case(
      name: "an instance with a slash", variables: all(instance, ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "SERVER/good/"])),
    Case(
      name: "an instance without a role",
      variables: all(instance, ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "SERVER/norole"]), isNothing: true),
    Case(
      name: "an instance whose role is refused",
      variables: all(instance, ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "SERVER/failed"]), isNothing: true),
    Case(
      name: "an instance that says half",
      variables: all(instance, ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "SERVER/partial"]), isNothing: true),
    Case(
      name: "an instance that could not renew in time",
      variables: all(instance, ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "SERVER/expired"])),
    Case(name: "nothing anywhere", isNothing: true),
  ]

  @Test func everyCaseGivesWhatBotocoreGives() async throws {
    let server = try await MetadataServer.running()
    var benches: [(bench: CredentialBench, variables: [String: String])] = []
    for test in Self.cases { benches.append(try prepare(test, server)) }
    let input = try benches.reduce(into: Data()) { try $0.append(JSONEncoder().encode($1.variables) + [10]) }
    let output = try ProgramRun.output(
      of: Checkout.programs + "/python", [Checkout.root + "/scripts/lib/credentials_oracle.py"],
      input: Array(input))
    let answers = try output.split(separator: 10).map { try JSONDecoder().decode([String: String].self, from: $0) }
    try #require(answers.count == Self.cases.count)
    for (index, answer) in answers.enumerated() {
      let (test, place) = (Self.cases[index], benches[index])
      let expected = answer["error"] == nil ? [answer["id"], answer["secret"], answer["token"]] : nil
      #expect((expected == nil) == test.isNothing, "\(test.name): botocore says \(answer)")
      switch await place.bench.look(S3CredentialSettings(), place.variables) {
      case .success(let found): #expect(found.plain == expected, "\(test.name)")
      case .failure(let error): #expect(expected == nil, "\(test.name): \(error)")
      }
    }
  }

  private func prepare(_ test: Case, _ server: MetadataServer) throws -> (CredentialBench, [String: String]) {
    let bench = try CredentialBench()
    func filled(_ text: String) -> String {
      text.replacing("HOME", with: bench.home).replacing("SERVER", with: "http://127.0.0.1:\(server.port)")
    }
    if !test.credentials.isEmpty { try bench.write(filled(test.credentials), to: ".aws/credentials") }
    if !test.config.isEmpty { try bench.write(filled(test.config), to: ".aws/config") }
    try bench.write(Self.file.replacing("ID-file", with: "ID-elsewhere"), to: "elsewhere")
    try bench.write("identity.token", to: "token")
    try bench.write("Bearer container", to: "authorization")
    try bench.write(
      "echo '{\"Version\": 1, \"AccessKeyId\": \"ID-p\", \"SecretAccessKey\": \"s-p\", \"SessionToken\": \"t-p\"}'\n",
      to: "print")
    var variables = bench.variables.merging(test.variables.mapValues(filled)) { $1 }
    variables["AWS_ENDPOINT_URL_STS"] = server.address("good")
    // Without any region, botocore asks for no role, and we ask the global service.
    if variables["AWS_DEFAULT_REGION"] == nil, !test.config.contains("region =") {
      variables["AWS_DEFAULT_REGION"] = "us-west-2"
    }
    return (bench, variables)
  }
}
