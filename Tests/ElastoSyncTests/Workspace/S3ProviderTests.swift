import Manifest
import Providers
import Secrets
import Testing

@testable import ElastoSync

@Suite struct S3ProviderTests {
  @Test func aProviderBecomesAConfiguration() throws {
    var provider = S3Provider(name: "weed", endpoint: EndpointURL(isEncrypted: false, host: "::1", port: 9000))
    provider.addressing = .virtualHost
    provider.serverSideEncryption = .managedKey
    provider.kmsKey = "alias/x"
    provider.tags = [ObjectTag("a", "b")]
    provider.objectLock = ObjectLockRules()
    provider.objectLock?.retention = TimeSpan(days: 30)
    provider.checksum = .off
    provider.conditionalWrites = .none
    provider.listing = .folders
    let configuration = try provider.configuration(bucket: "b", variables: ["AWS_DEFAULT_REGION": "eu-west-1"])
    #expect(configuration.endpoint?.description == "http://[::1]:9000" && configuration.region == "eu-west-1")
    #expect(configuration.addressing == .virtualHost && configuration.tags == ["a": "b"])
    #expect(configuration.protection == S3Protection(mode: .governance, days: 30))
    #expect(configuration.checksum == nil && configuration.conditionalWrites == .none)
    #expect(configuration.listing == .folders)
    guard case .managed(keyID: "alias/x")? = configuration.encryption else {
      Issue.record("no key")
      return
    }
    provider.region = "fra1"
    #expect(try provider.configuration(bucket: "b", variables: ["AWS_REGION": "x"]).region == "fra1")
  }

  @Test func credentialsAreWhatTheManifestSays() {
    var provider = S3Provider(name: "a")
    provider.region = "eu-west-1"
    #expect(provider.credentialSettings.source == .automatic && provider.credentialSettings.region == "eu-west-1")
    provider.endpoint = EndpointURL(host: "s3.example.org")
    #expect(provider.credentialSettings.region == nil)
    var rules = S3CredentialRules()
    rules.accessKeyID = .environment("A")
    rules.secretAccessKey = .file(path: "/b")
    rules.roleARN = "arn:aws:iam::1:role/a"
    rules.roleDuration = TimeSpan(seconds: 3600)
    provider.credentials = rules
    let settings = provider.credentialSettings
    #expect(settings.source == .keyPair(accessKeyID: .environment("A"), secretAccessKey: .file(path: "/b")))
    #expect(settings.role == S3Role(arn: "arn:aws:iam::1:role/a", duration: 3600))
  }

  @Test func aTimetableIsOfSecondsAndBytes() {
    let bandwidth = Bandwidth(entries: [
      BandwidthEntry(at: TimeOfDay(hour: 8), limit: .rate(ByteRate(bytesPerSecond: 5))),
      BandwidthEntry(at: TimeOfDay(hour: 18, minute: 30), limit: .off),
    ])
    #expect(bandwidth.timetable.rates(at: 8 * 3600) == .init(upload: 5, download: 5))
    #expect(bandwidth.timetable.rates(at: 18 * 3600 + 1800) == .init())
    #expect(bandwidth.timetable.rates(at: 0) == .init())
  }

  @Test(
    arguments: [
      ("s3:http://127.0.0.1:9000/b/p", nil), ("s3:s3.amazonaws.com/b", nil),
      ("s3:http://nas:9000/b", "insecure: yes"), ("s3:host", "no bucket"), ("sftp:host:/x", "is not built in"),
    ] as [(String, String?)])
  func aRepositoryIsNamedWithoutAManifest(location: String, words: String?) throws {
    do throws(RunError) {
      let loaded = try LoadedManifest.repository(at: location, password: .environment("K"))
      #expect(words == nil && loaded.manifest.providers.map(\.name) == ["s3"])
      guard case .provider("s3", "b", _)? = loaded.manifest.targets.first?.location.place else {
        Issue.record("the target is elsewhere")
        return
      }
    } catch {
      #expect(error.message.contains(words ?? "nothing"), "\(error)")
    }
  }
}
