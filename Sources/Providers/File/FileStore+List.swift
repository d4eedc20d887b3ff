import Glibc

extension FileStore {
  /// The blocking part of `list`.
  func readPage(
    prefix: String, after cursor: String?, limit: Int, _ flag: CancellationFlag
  ) throws(StoreError) -> ListPage {
    let limit = max(1, limit)
    let root = try rootFolder()
    var objects: [ObjectInfo] = []
    do throws(SystemError) {
      let walk = try FileTreeWalk(root: root, prefix: prefix, after: cursor, pageSize: limit)
      walk.unnameable = unnameable
      while let object = try walk.next() {
        if objects.count == limit { return ListPage(objects: objects, next: objects.last?.key) }
        objects.append(object)
        if objects.count % 256 == 0, flag.isCancelled { throw SystemError(number: ECANCELED) }
      }
    } catch {
      if error.number == ECANCELED { throw StoreError(cancelledAt: name) }
      throw StoreError(error, while: "listing", location: name)
    }
    return ListPage(objects: objects, next: nil)
  }
}
