import Synchronization

/// How far a run has come. Written by many threads, read now and then by whoever shows it.
public final class RunProgress: Sendable {
  private let files = Atomic<Int>(0)
  private let bytes = Atomic<Int64>(0)
  private let expectedFiles = Atomic<Int>(0)
  private let expectedBytes = Atomic<Int64>(0)

  public init() {}

  /// How far, and how far it is.
  public struct Reading: Sendable, Equatable {
    public var files: Int
    public var bytes: Int64
    public var expectedFiles: Int
    public var expectedBytes: Int64
  }

  public var reading: Reading {
    Reading(
      files: files.load(ordering: .relaxed), bytes: bytes.load(ordering: .relaxed),
      expectedFiles: expectedFiles.load(ordering: .relaxed), expectedBytes: expectedBytes.load(ordering: .relaxed))
  }

  func expect(files count: Int, bytes size: Int64) {
    expectedFiles.add(count, ordering: .relaxed)
    expectedBytes.add(size, ordering: .relaxed)
  }

  func advance(files count: Int = 0, bytes size: Int64 = 0) {
    if count != 0 { files.add(count, ordering: .relaxed) }
    if size != 0 { bytes.add(size, ordering: .relaxed) }
  }
}
