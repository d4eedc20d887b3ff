import Foundation
import Testing

@testable import ElastoSync

@Suite struct RemoteAddressTests {
  /// A session whose manifest has a provider of each kind.
  private static func withSession(_ body: (RemoteSession) async throws -> Void) async throws {
    try await TemporaryFolder.withFolder { folder in
      try folder.write(
        "elasto.yaml",
        """
        version: 1
        providers:
          disk: { type: file, path: disk }
          weed: { type: s3, endpoint: "http://127.0.0.1:1" }
        """)
      let settings = WorkspaceSettings(folders: StateFolders(state: folder.path, cache: folder.path), run: "test")
      try await body(RemoteSession(manifest: "\(folder.path)/elasto.yaml", settings: settings))
    }
  }

  @Test(
    arguments: [
      ("weed:b", "weed:b/"), ("weed:b/", "weed:b/"), ("weed:b/k/l", "weed:b/k/l"), ("weed:b/k/", "weed:b/k/"),
      ("weed:", "weed:"), ("/a/../b/", "/b/"), ("/", "/"), ("weed:b/\\*", "weed:b/\\*"),
      ("s3:https://h.example/b/k", "s3:https://h.example/b/k"), ("s3:https://h.example/b", "s3:https://h.example/b/"),
      ("s3:https://h.example", "s3:https://h.example/"), ("s3:https://h.example/", "s3:https://h.example/"),
    ])
  func aTextNamesAPlaceAndCanBeWrittenAgain(_ text: String, _ written: String) async throws {
    try await Self.withSession { session in
      let address = try session.address(text)
      #expect(address.description == written)
      #expect(try session.address(written).description == written)
    }
  }

  @Test(arguments: ["none:b", "weed:/k", "weed:b//k", "weed:b/../k", "s3:http://far.example/b"])
  func aTextThatNamesNothingIsAFaultOfTheCommandLine(_ text: String) async throws {
    try await Self.withSession { session in
      let error = #expect(throws: RunError.self) { try session.address(text) }
      #expect(error?.code == .usage)
    }
  }

  @Test(
    arguments: [
      ("weed:b/x/", "a/b", "weed:b/x/a/b"), ("weed:b/x/", "../y/", "weed:b/y/"), ("weed:b/x/", "/y", "weed:b/y"),
      ("weed:b/x/", "..", "weed:b/"), ("weed:b/", "..", "weed:"), ("weed:", "c", "weed:c/"), ("/a/b/", "../c", "/a/c"),
      ("/a/", "/c", "/c"), ("weed:b/x/", ".", "weed:b/x/"),
    ])
  func aRelativePathLeadsFromOneAddressToAnother(_ from: String, _ path: String, _ to: String) async throws {
    try await Self.withSession { session in
      let address = try session.address(from)
      let reached = try address.appending(path)
      #expect(reached.description == to)
    }
  }

  @Test func nothingIsAboveAProvider() async throws {
    try await Self.withSession { session in
      let address = try session.address("weed:b")
      #expect(throws: RunError.self) { try address.appending("../..") }
      #expect(address.parent.description == "weed:")
      #expect(address.parent.parent.description == "weed:")
    }
  }

  @Test func aManifestIsReadOnlyWhereAProviderIsNamed() throws {
    let settings = WorkspaceSettings(folders: StateFolders(state: "/none", cache: "/none"), run: "test")
    let session = RemoteSession(manifest: "/none/elasto.yaml", settings: settings)
    #expect(try session.address("/a").description == "/a")
    #expect(try session.address("s3:https://h.example/b/").description == "s3:https://h.example/b/")
    #expect(throws: (any Error).self) { try session.address("weed:b") }
  }
}
