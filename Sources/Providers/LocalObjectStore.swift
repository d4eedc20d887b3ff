/// A store whose objects are files of this machine, which threads may read without a hop to another.
///
/// Found through the `localFiles` capability: see `ObjectStore.local`.
public protocol LocalObjectStore: ObjectStore {
  /// Opens an object for reading; blocks for as long as the file system does. Throws `.notFound` when there is no such
  /// object.
  ///
  /// What was opened stays readable and unchanged when the object is replaced or deleted meanwhile.
  func open(_ key: String) throws(StoreError) -> LocalObject

  /// Removes what killed writers left unfinished in the folder that `prefix` ends in and below it; returns how many
  /// files. Blocks. Files that a writer is still at, on any machine, stay.
  func removeRemnants(prefix: String) throws(StoreError) -> Int
}

extension ObjectStore {
  /// This store, if its objects may be opened as files.
  public var local: (any LocalObjectStore)? {
    capabilities.contains(.localFiles) ? self as? any LocalObjectStore : nil
  }

  /// The same, where anything else is a mistake of the caller: throws `.unsupported`.
  package func requireLocal() throws(StoreError) -> any LocalObjectStore {
    if let local { return local }
    throw StoreError(.unsupported, "the objects of this store are no local files", location: name)
  }
}
