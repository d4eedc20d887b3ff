import Secrets
import Testing

@testable import Manifest

/// A manifest with one provider, and a target in it.
private func manifest(_ provider: String) -> String {
  manifestText(
    targets: "  distant: { repository: \"weed:backups/fleet/\", password: { env: K } }",
    top: "providers:\n  weed: { type: s3\(provider.isEmpty ? "" : ", ")\(provider) }")
}

private func provider(_ text: String) throws -> S3Provider {
  let loaded = try testLoader.load(text: manifest(text), name: "conf/elasto.yaml")
  guard case .s3(let provider)? = loaded.provider(named: "weed") else { throw ValueFault("no provider of S3") }
  return provider
}

@Suite struct S3ProviderTests {
  @Test func withoutAKeyItIsAmazonsAsTheSDKsFindIt() throws {
    let plain = try provider("")
    #expect(plain.endpoint == nil && plain.region == nil && plain.credentials == nil && plain.requests == nil)
    #expect(plain.addressing == .automatic && plain.checksum == .crc32c && plain.conditionalWrites == .putsAndCopies)
    #expect(!plain.isInsecure && plain.tags.isEmpty && plain.objectLock == nil)
  }

  @Test func itsKeysBecomeValues() throws {
    let weed = try provider(
      """
      endpoint: "HTTPS://S3.example.org:443/", region: fra1, addressing: virtual-host, storage-class: GLACIER_IR,
          server-side-encryption: "aws:kms", kms-key: alias/x, tags: { b: 2, a: "" }, object-lock: { retention: 2w },
          requester-pays: yes, checksum: off, sign-payload: never, conditional-writes: none, listing: folders,
          requests: 64, ca-file: ca.pem, client-certificate: /c.pem, client-key: k.pem,
          credentials: { access-key-id: { env: ID }, secret-access-key: { file: s3.secret } }
      """)
    #expect(weed.endpoint == EndpointURL(host: "s3.example.org"))
    #expect(weed.region == "fra1" && weed.storageClass == "GLACIER_IR" && weed.kmsKey == "alias/x")
    #expect(weed.addressing == .virtualHost && weed.serverSideEncryption == .managedKey && weed.requesterPays)
    #expect(weed.tags == [ObjectTag("a", ""), ObjectTag("b", "2")])
    #expect(weed.objectLock?.mode == .governance && weed.objectLock?.retention == TimeSpan(days: 14))
    #expect(weed.checksum == .off && weed.signPayload == .never && weed.requests == 64)
    #expect(weed.conditionalWrites == ConditionalWritesChoice.none && weed.listing == .folders)
    #expect(weed.caFile?.text == "/srv/conf/ca.pem" && weed.clientKey?.text == "/srv/conf/k.pem")
    #expect(weed.credentials?.accessKeyID == .environment("ID"))
    #expect(weed.credentials?.secretAccessKey == .file(path: "/srv/conf/s3.secret"))
  }

  @Test func aRoleIsTakenOnWithAProfile() throws {
    let rules = try provider(
      """
      credentials: { profile: backup, role-arn: "arn:aws:iam::1:role/a/b", external-id: 17, role-session-name: me,
          role-duration: 2h, sts-endpoint: "http://[::1]:5000" }
      """
    ).credentials
    #expect(rules?.profile == "backup" && rules?.roleARN == "arn:aws:iam::1:role/a/b" && rules?.externalID == "17")
    #expect(rules?.roleSessionName == "me" && rules?.roleDuration == TimeSpan(seconds: 7200))
    #expect(rules?.stsEndpoint == EndpointURL(isEncrypted: false, host: "::1", port: 5000))
  }

  @Test func whatIsWrittenAgainIsTheSameProvider() throws {
    let text = manifest(
      """
      endpoint: "http://127.0.0.1:9000", tags: { "${hostname}": "$${x}" }, object-lock: { legal-hold: yes },
          credentials: { csv: a.csv, role-arn: "arn:aws:iam::1:role/a" }
      """)
    let first = try testLoader.load(text: text, name: "elasto.yaml")
    let effective = try first.effectiveText()
    #expect(try testLoader.load(text: effective, name: "elasto.yaml").digest() == first.digest(), "\(effective)")
  }

  @Test func defaultsGoForEveryProviderOfTheKind() throws {
    let loaded = try testLoader.load(
      text: manifest("region: fra1") + "defaults: { provider: { requests: 8, region: other } }\n", name: "e.yaml")
    guard case .s3(let weed)? = loaded.provider(named: "weed") else { return }
    #expect(weed.requests == 8 && weed.region == "fra1")
  }

  /// One message with these words at the place that the bar marks.
  @Test(arguments: [
    ("endpoint: |s3.example.org", "write https:// before it"),
    ("endpoint: |\"ftp://x\"", "is not an endpoint such as"),
    ("endpoint: |\"https://x/bucket\"", "an endpoint has no path"),
    ("endpoint: |\"https://x:0\"", "is not an endpoint such as"),
    ("endpoint: |\"http://nas:9000\"", "write https:, or \"insecure: yes\" beside it"),
    ("endpoint: |[a]", "a list where endpoint belongs"),
    ("region: |EU", "did you mean \"eu\"?"),
    ("region: |a b", "is not a region such as eu-central-1"),
    ("addressing: |virtual_host", "did you mean \"virtual-host\"?"),
    ("storage-class: |standard_ia", "did you mean \"STANDARD_IA\"?"),
    ("server-side-encryption: |AES", "is not one of \"AES256\", \"aws:kms\""),
    ("kms-key: |x", "belongs to \"server-side-encryption: aws:kms\""),
    ("checksum: |md5", "is not one of \"crc32c\""),
    ("sign-payload: |on", "is not one of \"automatic\", \"always\", \"never\""),
    ("conditional-writes: |yes", "is not one of \"puts-and-copies\", \"puts\", \"none\""),
    ("listing: |bytes", "is not one of \"automatic\", \"keys\", \"folders\""),
    ("requests: |0", "not a whole number from 1 to 1024"),
    ("requester-pays: |maybe", "\"maybe\" is neither yes nor no"),
    ("insecure: |\"\"", "\"\" is neither yes nor no"),
    ("ca-file: |~/ca.pem", "\"~\" is not expanded here"),
    ("client-key: |k.pem", "\"client-key\" without \"client-certificate\""),
    ("tags: |[a]", "a list where a mapping of names to texts belongs"),
    ("tags: { |\"aws:x\": y }", "does not begin with \"aws:\""),
    ("object-lock: |{}", "nothing is protected"),
    ("object-lock: { retention: |36h }", "is not a number of days"),
    ("object-lock: { mode: |legal }", "is not one of \"governance\", \"compliance\""),
    ("credentials: { profile: a, csv: |b }", "one of them"),
    ("credentials: { access-key-id: |{ env: A } }", "\"secret-access-key\" is missing"),
    ("credentials: { secret-access-key: |{ env: A } }", "\"access-key-id\" is missing"),
    ("credentials: { role-arn: |backup }", "is not the ARN of a role"),
    ("credentials: { external-id: |x }", "\"external-id\" without \"role-arn\""),
    ("credentials: { role-arn: \"arn:aws:iam::1:role/a\", role-duration: |5m }", "5m is not from 15m to 12h"),
    ("credentials: { role-arn: \"arn:aws:iam::1:role/a\", role-session-name: |\"a b\" }", "not the name of a session"),
    (
      "credentials: { role-arn: \"arn:aws:iam::1:role/a\", sts-endpoint: |\"http://sts\" }",
      "\"insecure: yes\" into the provider"
    ),
    ("|bucket: x", "unknown key \"bucket\" in a provider of S3"),
    ("|path: /x", "\"path\" belongs to a provider of files"),
  ])
  func eachFaultIsOneClearMessageAtItsPlace(text: String, words: String) throws {
    let place = try #require(text.firstIndex(of: "|").map { text.distance(from: text.startIndex, to: $0) })
    let found = faults(of: manifest(text.replacing("|", with: "")))
    #expect(found.hasPrefix("elasto.yaml:12:\(place + 21): "), "\(found)")
    #expect(found.contains(words), "\(found)")
    #expect(!found.contains(" errors"), "\(found)")
    #expect(found.contains("^"), "\(found)")
  }

  @Test(arguments: [
    "credentials: hunter2", "credentials: { access-key-id: hunter2 }", "credentials: { key: hunter2 }",
    "credentials: { secret-access-key: \"hunter2\" }", "credential: hunter2",
    "endpoint: \"https://me:hunter2@x\"", "endpoint: me:hunter2@x",
    "credentials: { access-key-id: { env: A }, secret-acess-key: hunter2 }",
  ])
  func aSecretWrittenOutIsRefusedAndNotRepeated(text: String) {
    let found = faults(of: manifest(text))
    #expect(!found.isEmpty && !found.contains("hunter2"), "\(found)")
  }

  @Test(arguments: [
    ("type: s3, endpoint: \"https://a\"", "type: s3, endpoint: \"https://A:443/\"", true),
    ("type: s3, region: a", "type: s3, region: b", true),
    ("type: s3, endpoint: \"https://a\"", "type: s3, endpoint: \"https://b\"", false),
    ("type: s3", "type: file, path: /x", false),
  ])
  func twoProvidersThatLeadToOneStoreShareItsPlaces(first: String, second: String, overlaps: Bool) {
    let found = faults(
      of: manifestText(
        targets: """
            x: { repository: "a:backups/fleet", password: { env: K } }
            y: { repository: "b:backups/fleet/sub", password: { env: K } }
          """, top: "providers:\n  a: { \(first) }\n  b: { \(second) }"))
    #expect(found.contains("\"y\" lies inside the place of \"x\"") == overlaps, "\(found)")
    #expect(found.isEmpty != overlaps)
  }
}
