/// The server's pages of folders, some of them asked for before they are needed.
struct S3FolderPages {
  typealias Answer = (folder: String, reply: Result<S3ListReply, StoreError>)

  /// Requests on their way.
  static var atOnce: Int { 16 }

  let store: S3Store
  let pageSize: Int
  private(set) var group: TaskGroup<Answer>
  /// The first pages of folders, by the bytes of their names; `nil` while they are on their way.
  private var first: [[UInt8]: Result<S3ListReply, StoreError>?] = [:]

  init(store: S3Store, pageSize: Int, group: TaskGroup<Answer>) {
    self.store = store
    self.pageSize = pageSize
    self.group = group
  }

  mutating func next(of level: S3FolderLevel) async throws(StoreError) -> S3ListReply {
    let name = Array(level.folder.utf8)
    if level.position == nil, level.namePrefix.isEmpty, first[name] != nil {
      while true {
        if case .some(.some(let reply)) = first[name] {
          first[name] = nil
          return try reply.get()
        }
        guard let answer = await group.next() else { break }
        first[Array(answer.folder.utf8)] = .some(answer.reply)
      }
    }
    return try await store.listing(
      prefix: level.folder + level.namePrefix, after: level.position, limit: pageSize, isOneLevel: true)
  }

  /// Asks for the first pages of folders, as many as may be on their way.
  mutating func ask(for folders: [String]) {
    for folder in folders.prefix(max(0, Self.atOnce - first.count)) where first[Array(folder.utf8)] == nil {
      first[Array(folder.utf8)] = .some(nil)
      group.addTask { [store, pageSize] in
        do throws(StoreError) {
          let reply = try await store.listing(prefix: folder, after: nil, limit: pageSize, isOneLevel: true)
          return (folder, .success(reply))
        } catch {
          return (folder, .failure(error))
        }
      }
    }
  }
}
