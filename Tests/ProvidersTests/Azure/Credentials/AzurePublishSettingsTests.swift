import Secrets
import Testing

@testable import Providers

@Suite struct AzurePublishSettingsTests {
  private static let newer = """
    <?xml version="1.0" encoding="utf-8"?>
    <PublishData>
      <PublishProfile SchemaVersion="2.0" PublishMethod="AzureServiceManagementAPI">
        <Subscription ServiceManagementUrl="https://management.core.windows.net" Id="11-22" Name="First &amp; last"
          ManagementCertificate="Y2VydA==" />
        <Subscription ServiceManagementUrl="https://management.core.windows.net" Id="33-44" Name="Second"
          ManagementCertificate="b3RoZXI=" />
      </PublishProfile>
    </PublishData>
    """
  private static let older = """
    <?xml version="1.0" encoding="utf-8"?>
    <PublishData>
      <PublishProfile PublishMethod="AzureServiceManagementAPI" Url="https://management.core.windows.net/"
        ManagementCertificate="Y2VydA==">
        <Subscription Id="11-22" Name="First" />
      </PublishProfile>
    </PublishData>
    """

  private func text(_ secret: SecretBytes) -> String { secret.withBytes { String(decoding: $0, as: UTF8.self) } }

  @Test func bothLayoutsAreReadForTheirSubscriptionsAndCertificates() throws {
    let newer = try AzurePublishSettings(parsing: Array(Self.newer.utf8))
    #expect(newer.subscriptions.map(\.id) == ["11-22", "33-44"])
    #expect(newer.subscriptions.map(\.name) == ["First & last", "Second"])
    #expect(newer.subscriptions.map { text($0.certificate) } == ["cert", "other"])
    let older = try AzurePublishSettings(parsing: Array(Self.older.utf8))
    #expect(older.subscriptions.map(\.id) == ["11-22"] && older.subscriptions.map { text($0.certificate) } == ["cert"])
  }

  @Test func whoeverGivesTheFileIsToldWhatToUseInstead() async throws {
    let bench = try CredentialBench()
    try bench.write(Self.newer, to: "old.publishsettings")
    let chain = AzureCredentialChain(
      AzureCredentialSettings(.publishSettings(path: bench.home + "/old.publishsettings"), account: "acc"),
      environment: CredentialEnvironment(variables: [:], transport: ScriptedTransport(500, "")))
    let error = await #expect(throws: StoreError.self) { try await chain.credentials() }
    let message = error?.message ?? ""
    #expect(error?.code == .accessDenied && message.contains("11-22 (First & last), 33-44 (Second)"), "\(message)")
    #expect(message.contains("\"shared-key\"") && message.contains("\"client-secret\""))
    #expect(!message.contains("Y2VydA"))
  }

  @Test(arguments: ["", "<a/>", "<PublishData/>", "<PublishData><PublishProfile>"])
  func whatIsNoSuchFileIsRefused(text: String) {
    let error = #expect(throws: StoreError.self) { try AzurePublishSettings(parsing: Array(text.utf8)) }
    #expect(error?.message.contains(".publishsettings file") == true)
  }
}
