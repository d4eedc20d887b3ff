import Glibc

extension FileStore {
  /// The blocking part of `delete`: on return the removals are on the disk, so that two calls take effect in order.
  func remove(_ keys: [String]) throws(StoreError) -> [DeleteFailure] {
    let root: Int32
    do throws(StoreError) {
      root = try rootFolder()
    } catch {
      if error.code == .notFound { return [] }
      throw error
    }
    var failures: [DeleteFailure] = []
    var touched: Set<String> = []
    for key in keys {
      do throws(StoreError) {
        try validate(key)
        if try remove(key, at: root) { touched.insert(Self.folderPath(of: key)) }
      } catch {
        failures.append(DeleteFailure(key: key, error: error))
      }
    }
    for folder in touched {
      do throws(SystemError) {
        try FileDescriptor.open(folder, at: root, O_RDONLY | O_DIRECTORY).synchronize()
      } catch {
        // A folder that is gone took the removals with it.
        if error.number == ENOENT { continue }
        throw StoreError(error, while: "synchronizing the folder", location: location(folder))
      }
    }
    return failures
  }

  /// False where there was nothing to remove.
  private func remove(_ key: String, at root: Int32) throws(StoreError) -> Bool {
    do throws(SystemError) {
      _ = try SystemError.check { unlinkat(root, key, 0) }
      return true
    } catch {
      switch error.number {
      case ENOENT, ENOTDIR, EISDIR, ENAMETOOLONG, EILSEQ: return false
      default: throw StoreError(error, while: "deleting", location: location(key))
      }
    }
  }

  private static func folderPath(of key: String) -> String {
    guard let slash = key.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return String(key[..<slash])
  }
}
