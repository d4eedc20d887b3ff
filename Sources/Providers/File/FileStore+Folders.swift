import Glibc

extension FileStore {
  /// Opens the folder that a key's file goes into; makes it, its parents and the root where they are missing.
  func folder(_ path: Substring, for key: String) throws(StoreError) -> FileDescriptor {
    let root = try rootFolderMaking()
    do throws(SystemError) {
      return try FileDescriptor.open(path.isEmpty ? "." : String(path), at: root, O_RDONLY | O_DIRECTORY)
    } catch {
      guard error.number == ENOENT else { throw writeError(error, while: "opening the folder", key) }
    }
    do throws(SystemError) {
      var folder = try FileDescriptor.open(".", at: root, O_RDONLY | O_DIRECTORY)
      for component in path.utf8.split(separator: UInt8(ascii: "/")) {
        folder = try Self.makeFolder(String(Substring(component)), in: folder.raw, permissions.folder)
      }
      return folder
    } catch {
      throw writeError(error, while: "making a folder", key)
    }
  }

  func rootFolderMaking() throws(StoreError) -> Int32 {
    do throws(StoreError) {
      return try rootFolder()
    } catch {
      guard error.code == .notFound else { throw error }
    }
    do throws(SystemError) {
      var folder = try FileDescriptor.open(
        root.utf8.first == UInt8(ascii: "/") ? "/" : ".", at: AT_FDCWD, O_RDONLY | O_DIRECTORY)
      for component in root.utf8.split(separator: UInt8(ascii: "/")) {
        folder = try Self.makeFolder(String(Substring(component)), in: folder.raw, permissions.folder)
      }
    } catch {
      throw writeError(error, while: "making the folder", "")
    }
    return try rootFolder()
  }

  /// Opens a folder, made and put on the disk first where it is missing.
  private static func makeFolder(
    _ name: String, in parent: Int32, _ mode: mode_t
  ) throws(SystemError) -> FileDescriptor {
    do throws(SystemError) {
      return try FileDescriptor.open(name, at: parent, O_RDONLY | O_DIRECTORY)
    } catch {
      guard error.number == ENOENT else { throw error }
    }
    do throws(SystemError) {
      _ = try SystemError.check { mkdirat(parent, name, mode) }
      _ = try SystemError.check { fsync(parent) }
    } catch {
      guard error.number == EEXIST else { throw error }
    }
    return try FileDescriptor.open(name, at: parent, O_RDONLY | O_DIRECTORY)
  }
}
