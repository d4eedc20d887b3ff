import AzureEmulator
import ProvidersTesting
import Testing

@testable import Providers

@Suite struct AzureFilePagesTests {
  @Test(arguments: PageStoreContract.clauses)
  func holds(_ clause: PageStoreContract.Clause) async throws {
    // A file has at most 4 TiB, and no place for some names.
    let share = try await AzureTestAccount.shared().share("pages")
    try await clause.check(
      PagesUnderTest(namespace: share, key: "disks/\(UInt64.random(in: 0 ... .max)).img"))
  }

  @Test func staysTheSameAsAModel() async throws {
    let share = try await AzureTestAccount.shared().share("pages")
    let seed = PageSeed.random
    print("file of a share: seed \(seed)")
    let key = "model-\(seed)"
    var run = PageModelRun(seed: seed) { try await reopened($0, share, key) }
    run.operations = 1500
    run.size = 1 << 20
    run.longest = 16 << 10
    _ = try await run.run(on: try await share.createPages(key, size: Int64(run.size), contentType: nil))
  }
}

private func reopened(
  _ pages: any PageStore, _ share: AzureFilesStore, _ key: String
) async throws -> any PageStore {
  try await pages.close()
  return try await share.openPages(key, .writing)
}
