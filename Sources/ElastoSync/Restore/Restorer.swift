internal import Glibc
import Providers
public import ResticRepository

/// Restores snapshots.
///
/// Nothing is ever written outside of the destination: every step is taken by descriptor, through no link, with plain
/// names only. What cannot be restored is reported by path, and the rest goes on.
public struct Restorer: Sendable {
  /// Where a snapshot goes.
  public enum Destination: Sendable, Hashable {
    /// Into this directory, which is made where it is missing. Of a part of a snapshot, its content goes there.
    case directory(FileSystemPath)
    /// Where it came from: under `/`.
    case inPlace
  }

  private let source: any BlobSource
  private let options: RestoreOptions
  private let progress: any RestoreProgress

  /// Loads the repository's index if that has not been done.
  public init(
    _ repository: Repository, options: RestoreOptions = RestoreOptions(),
    progress: any RestoreProgress = SilentRestore()
  ) async throws(RepositoryError) {
    self.init(try await RepositoryBlobSource(repository), options: options, progress: progress)
  }

  package init(
    _ source: any BlobSource, options: RestoreOptions = RestoreOptions(),
    progress: any RestoreProgress = SilentRestore()
  ) {
    self.source = source
    self.options = options
    self.progress = progress
  }

  /// Restores a snapshot's tree, or the part of it at `path`.
  ///
  /// Throws `RepositoryError` where the tree or the part is not there, `FileSystemError` where there can be no
  /// destination, and `CancellationError`: what is whole by then stays, and a second run goes on. Everything else is in
  /// the report.
  public func restore(
    tree: StorageID, path: FileSystemPath? = nil, to destination: Destination
  ) async throws -> RestoreReport {
    let names = (path?.bytes ?? []).split(separator: UInt8(ascii: "/")).map { Array($0) }
    let part = try await find(names, in: tree)
    let start: RestoreStart
    switch destination {
    case .inPlace:
      start = RestoreStart(
        directory: FileSystemPath("/"), onlyPath: names, tree: try await source.tree(tree), node: nil)
    case .directory(let directory):
      if let part, part.kind != .directory {
        start = RestoreStart(directory: directory, onlyPath: [], tree: Tree(nodes: [part]), node: nil)
      } else {
        let subtree = part == nil ? tree : part?.subtree
        let content: Tree = if let subtree { try await source.tree(subtree) } else { Tree(nodes: []) }
        start = RestoreStart(directory: directory, onlyPath: [], tree: content, node: part)
      }
    }
    return try await run(start)
  }

  /// The node at a path; `nil` for the top.
  private func find(_ names: [[UInt8]], in tree: StorageID) async throws(RepositoryError) -> Node? {
    var found: Node?
    var next: StorageID? = tree
    for name in names {
      guard let id = next, let node = try await source.tree(id)[name] else {
        let path = FileSystemPath(bytes: Array(names.joined(separator: [UInt8(ascii: "/")]))).displayed
        throw RepositoryError(.missing, "there is no /\(path) in the snapshot; `ls` shows what is", location: "")
      }
      found = node
      next = node.subtree
    }
    return found
  }

  private func run(_ start: RestoreStart) async throws -> RestoreReport {
    let cancellation = CancellationFlag()
    let session = RestoreSession(source: source, options: options, progress: progress, cancellation: cancellation)
    return try await withTaskCancellationHandler {
      try await withUnsafeThrowingContinuation { continuation in
        let work: @Sendable () -> Void = {
          continuation.resume(with: Result { try start.restore(session) })
        }
        if !PlainThread.start(name: "elasto-restore", work) {
          continuation.resume(
            throwing: FileSystemError(.other, "the system gives no thread to restore with", at: start.directory))
        }
      }
    } onCancel: {
      cancellation.cancel()
    }
  }
}
