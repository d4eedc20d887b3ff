import Secrets
import Testing

@testable import Manifest

/// A manifest with one provider, and a target in it.
private func manifest(_ provider: String) -> String {
  manifestText(
    targets: "  distant: { repository: \"az:backups/fleet/\", password: { env: K } }",
    top: "providers:\n  az: { type: azure, account: acc\(provider.isEmpty ? "" : ", ")\(provider) }")
}

private func provider(_ text: String) throws -> AzureProvider {
  let loaded = try testLoader.load(text: manifest(text), name: "conf/elasto.yaml")
  guard case .azure(let provider)? = loaded.provider(named: "az") else { throw ValueFault("no provider of Azure") }
  return provider
}

@Suite struct AzureProviderTests {
  @Test func withoutMoreItIsMicrosoftsAndTheEnvironments() throws {
    let plain = try provider("")
    #expect(plain.account == "acc" && plain.endpoint == nil && plain.credentials == nil && plain.tier == nil)
    #expect(plain.place == "azure:https://acc.blob.core.windows.net" && !plain.isInsecure && plain.tags.isEmpty)
  }

  @Test func itsKeysBecomeValues() throws {
    let az = try provider(
      """
      endpoint: "http://127.0.0.1:10000/A1/", tier: cool, tags: { b: 2, a: "" }, api-version: 2021-08-06, requests: 8,
          ca-file: ca.pem, credentials: { tenant: contoso.example, client-id: x, client-secret: { file: s } }
      """)
    #expect(az.endpoint == EndpointURL(isEncrypted: false, host: "127.0.0.1", port: 10_000, account: "a1"))
    #expect(az.endpoint?.description == "http://127.0.0.1:10000/a1")
    #expect(az.tier == .cool && az.tags == [ObjectTag("a", ""), ObjectTag("b", "2")] && az.requests == 8)
    #expect(az.apiVersion == "2021-08-06" && az.caFile?.text == "/srv/conf/ca.pem")
    #expect(az.credentials?.tenant == "contoso.example" && az.credentials?.clientID == "x")
    #expect(az.credentials?.clientSecret == .file(path: "/srv/conf/s"))
  }

  @Test(arguments: [
    "shared-key: { env: K }", "shared-access-signature: { file: sas }", "connection-string: { command: [pass, x] }",
    "token-file: /run/token, tenant: t, client-id: c", "managed-identity: yes", "managed-identity: yes, client-id: c",
    "anonymous: yes", "tenant: t, client-id: c, client-secret: { env: S }, authority: \"https://login.example\"",
  ])
  func whatIsWrittenAgainIsTheSameProvider(credentials: String) throws {
    let first = try testLoader.load(text: manifest("credentials: { \(credentials) }"), name: "elasto.yaml")
    let effective = try first.effectiveText()
    #expect(try testLoader.load(text: effective, name: "elasto.yaml").digest() == first.digest(), "\(effective)")
  }

  @Test func twoNamesOfOneAccountAreOnePlace() {
    let text = manifestText(
      targets: """
          a: { repository: "az:b/fleet", password: { env: K } }
          b: { repository: "other:b/fleet/x", password: { env: K } }
        """,
      top: """
        providers:
          az: { type: azure, account: acc }
          other: { type: azure, account: acc, endpoint: "https://acc.blob.core.windows.net" }
        """)
    #expect(faults(of: text).contains("\"b\" lies inside the place of \"a\""), "\(faults(of: text))")
  }

  /// One message with these words at the place that the bar marks.
  @Test(arguments: [
    ("endpoint: |\"https://x/a/b\"", "an endpoint has nothing but the account behind the host"),
    ("endpoint: |\"http://nas:9000/a\"", "write https:, or \"insecure: yes\" beside it"),
    ("tier: |Cool", "did you mean \"cool\"?"),
    ("api-version: |2017-01-01", "a date from 2018-03-28 on"),
    ("api-version: |latest", "is no version of the interface"),
    ("requests: |0", "not a whole number from 1 to 1024"),
    ("credentials: { shared-key: { env: A }, connection-string: |{ env: B } }", "are two"),
    ("credentials: { client-secret: |{ env: A } }", "\"tenant\" is missing"),
    ("credentials: { shared-key: { env: A }, client-id: |x }", "does not go with \"shared-key\""),
    ("credentials: { authority: |\"http://login\" }", "everybody on the way could read along"),
    ("|region: x", "\"region\" belongs to a provider of S3"),
  ])
  func eachFaultIsOneClearMessageAtItsPlace(text: String, words: String) throws {
    let place = try #require(text.firstIndex(of: "|").map { text.distance(from: text.startIndex, to: $0) })
    let found = faults(of: manifest(text.replacing("|", with: "")))
    #expect(found.hasPrefix("elasto.yaml:12:\(place + 36): "), "\(found)")
    #expect(found.contains(words), "\(found)")
  }
}
