import Testing

@testable import ElastoSync

@Suite final class PinnedRepositoriesTests {
  private let folder: TemporaryFolder
  private let pins: PinnedRepositories
  private let first = String(repeating: "a1", count: 32)
  private let second = String(repeating: "b2", count: 32)

  init() throws {
    folder = try TemporaryFolder()
    pins = PinnedRepositories(in: StateFolders(state: folder.path, cache: folder.path))
  }

  deinit { folder.remove() }

  @Test func anIdIsKeptPerLocation() throws {
    let long = "/srv/" + String(repeating: "x", count: 4000)
    try pins.pin(first, at: long)
    try pins.pin(second, at: "/srv/b")
    #expect(try pins.id(at: long) == first)
    #expect(try pins.id(at: "/srv/b") == second)
    #expect(try pins.id(at: "/srv/c") == nil)
  }

  @Test func aRepositoryIsPinnedWhenItIsFirstSeen() throws {
    #expect(try PinnedRepositories.check(found: first, pinned: nil, location: "/srv/b"))
    #expect(try !PinnedRepositories.check(found: first, pinned: first, location: "/srv/b"))
    #expect(try !PinnedRepositories.check(found: nil, pinned: nil, location: "/srv/b"))
  }

  @Test func anotherRepositoryOrNoneIsRefused() {
    for found in [second, nil] {
      #expect {
        try PinnedRepositories.check(found: found, pinned: first, location: "/srv/b")
      } throws: { error in
        (error as? RunStateError)?.code == .anotherRepository && "\(error)".contains("a1a1a1a1")
          && "\(error)".contains("mounted")
      }
    }
  }
}
