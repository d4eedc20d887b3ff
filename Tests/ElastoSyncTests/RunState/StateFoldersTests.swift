import Testing

@testable import ElastoSync

@Suite struct StateFoldersTests {
  @Test(arguments: [
    (["HOME": "/home/u"], false, "/home/u/.local/state/elasto-sync", "/home/u/.cache/elasto-sync"),
    (["HOME": "/root"], true, "/var/lib/elasto-sync", "/var/cache/elasto-sync"),
    (["HOME": "/h", "XDG_STATE_HOME": "/s", "XDG_CACHE_HOME": "/c"], false, "/s/elasto-sync", "/c/elasto-sync"),
    (
      ["HOME": "/h", "XDG_STATE_HOME": "s", "XDG_CACHE_HOME": ""], false, "/h/.local/state/elasto-sync",
      "/h/.cache/elasto-sync"
    ),
    (["STATE_DIRECTORY": "/a:/b", "CACHE_DIRECTORY": "/c", "XDG_STATE_HOME": "/s"], true, "/a", "/c"),
  ])
  func theFirstThatIsSetWins(environment: [String: String], isRoot: Bool, state: String, cache: String) throws {
    let folders = try StateFolders(environment: environment, isRoot: isRoot)
    #expect(folders == StateFolders(state: state, cache: cache))
  }

  @Test func withoutAnyTheVariablesAreNamed() {
    #expect {
      try StateFolders(environment: [:], isRoot: false)
    } throws: { error in
      "\(error)".contains("$STATE_DIRECTORY") && "\(error)".contains("$HOME")
    }
  }
}
