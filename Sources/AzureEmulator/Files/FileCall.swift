/// One request to the file service, with what its operations share.
struct FileCall: Sendable {
  /// That one request writes at most.
  static let largestRange = 4 << 20

  let request: EmulatorRequest
  let now: StorageTime
  let account: StorageAccount
  let settings: EmulatorSettings
  let grant: Grant

  func shareName() throws(StorageFault) -> String {
    guard let name = request.place?.container else { throw .shareNotFound }
    return name
  }

  /// Of a file or a directory.
  func path() throws(StorageFault) -> FilePath {
    try FilePath(
      request.place?.blob ?? "", keepsTrailingDots: request["x-ms-allow-trailing-dot"]?.lowercased() == "true")
  }

  /// Of a file; its name is not empty.
  func filePath() throws(StorageFault) -> (path: FilePath, name: FileName) {
    let path = try path()
    guard let name = path.names.last else { throw .resourceNotFound }
    return (path, name)
  }

  /// The share, or the snapshot of it that the request means, to look at.
  func findShare() throws(StorageFault) -> FileShare {
    let name = try shareName()
    let time = request.parameter("sharesnapshot")
    return try account.step { state throws(StorageFault) -> FileShare in
      guard let share = state.shares[name] else { throw .shareNotFound }
      guard let time else { return share }
      guard let snapshot = share.snapshots[time] else { throw .shareSnapshotNotFound }
      return snapshot
    }
  }

  /// A step that changes the share: a snapshot cannot be. `body` throws before it changes anything.
  func onShare<Result: Sendable>(
    _ body: (inout FileShare, inout AccountBooks) throws(StorageFault) -> Result
  ) throws(StorageFault) -> Result {
    let name = try shareName()
    if let time = request.parameter("sharesnapshot") { throw .invalidParameter("sharesnapshot", time) }
    return try account.step { state throws(StorageFault) -> Result in
      try state.withShare(name) { share, books throws(StorageFault) -> Result in try body(&share, &books) }
    }
  }

  /// A step on the directory that the request's file or directory is in.
  func onParent<Result: Sendable>(
    _ body: (inout FileDirectory, inout AccountBooks) throws(StorageFault) -> Result
  ) throws(StorageFault) -> Result {
    let path = try path()
    return try onShare { share, books throws(StorageFault) -> Result in
      try share.root.withDirectory(path.parent) { directory throws(StorageFault) -> Result in
        try body(&directory, &books)
      }
    }
  }

  /// Changes a file: lease first, a new ETag at the end. `body` throws before it changes anything.
  func changeFile<Result: Sendable>(
    _ body: (inout StoredFile) throws(StorageFault) -> Result
  ) throws(StorageFault) -> (fields: [(String, String?)], result: Result) {
    let (_, name) = try filePath()
    return try onParent { directory, books throws(StorageFault) -> ([(String, String?)], Result) in
      try directory.withFile(name) { file throws(StorageFault) -> ([(String, String?)], Result) in
        file.settle(at: now)
        try checkLease(file.lease)
        if file.copy?.status == "pending" { throw .pendingCopy }
        let result = try body(&file)
        file.traits.touch(&books, at: now)
        return (file.traits.fields, result)
      }
    }
  }

  /// A file, to look at.
  func findFile() throws(StorageFault) -> StoredFile {
    let path = try path()
    let share = try findShare()
    guard var file = share.root.file(path) else {
      if share.root.directory(path.names[...]) != nil { throw .resourceTypeMismatch }
      throw share.root.directory(path.parent) == nil ? .parentNotFound : .resourceNotFound
    }
    file.settle(at: now)
    return file
  }

  func checkLease(_ lease: Lease) throws(StorageFault) {
    try lease.check(request["x-ms-lease-id"], of: "File", at: now)
  }

  /// A reader may say which lease it counts on.
  func checkReadLease(_ lease: Lease) throws(StorageFault) {
    if request["x-ms-lease-id"] != nil { try checkLease(lease) }
  }
}

extension StorageFault {
  static var shareNotFound: Self { StorageFault(404, "ShareNotFound", "There is no such share.") }
  static var shareSnapshotNotFound: Self {
    StorageFault(404, "ShareSnapshotNotFound", "There is no such snapshot of the share.")
  }
  static var resourceNotFound: Self { StorageFault(404, "ResourceNotFound", "There is no such file or directory.") }
  static var parentNotFound: Self {
    StorageFault(404, "ParentNotFound", "The directory that it would be in does not exist.")
  }
  static var resourceTypeMismatch: Self {
    StorageFault(409, "ResourceTypeMismatch", "A file was meant and it is a directory, or the other way about.")
  }
  static var resourceExists: Self {
    StorageFault(409, "ResourceAlreadyExists", "There is a file or directory of that name already.")
  }
}
