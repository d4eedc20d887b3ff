import ElastoSync

extension GlobalOptions {
  /// Where records and caches are, after the options and the environment.
  func stateFolders() throws -> StateFolders {
    if let stateDir, let cacheDir { return StateFolders(state: stateDir, cache: cacheDir) }
    var folders = try StateFolders.current()
    if let stateDir { folders.state = stateDir }
    if let cacheDir { folders.cache = cacheDir }
    return folders
  }
}
