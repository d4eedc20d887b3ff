import Cryptography
import ResticRepository

/// Small files that were read whole and wait to be hashed together, whichever directories they are of. For one thread.
final class GatheredFiles {
  /// Bytes that are put together: so many that sixteen lanes are busy to the end although one file is much the longest.
  static let capacity = 4 << 20
  static let largestCount = 256

  /// A file of one chunk.
  struct File {
    var assembly: DirectoryAssembly
    /// Its place among the directory's entries.
    var index: Int
    /// The numbers of the targets that need its content.
    var wanted: [Int]
    fileprivate var range: Range<Int>
  }

  private let memory = PageMemory.allocate(byteCount: capacity)
  private(set) var files: [File] = []
  private var filled = 0

  deinit { memory.deallocate() }

  func hasRoom(for size: Int) -> Bool { files.count < Self.largestCount && size <= memory.count - filled }

  /// Where the next file's bytes may go.
  func room(for size: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: memory[filled..<filled + size])
  }

  /// Takes the file whose `size` bytes are in what `room` gave.
  func add(_ index: Int, of assembly: DirectoryAssembly, wanted: [Int], size: Int) {
    files.append(File(assembly: assembly, index: index, wanted: wanted, range: filled..<filled + size))
    filled += size
  }

  /// Lends each file with its bytes and their hash, in the order in which they came; there are none afterwards.
  func empty(_ hashes: SHA256Batch, _ body: (File, UnsafeRawBufferPointer, StorageID) -> Void) {
    let pieces = files.map { UnsafeRawBufferPointer(rebasing: memory[$0.range]) }
    for ((file, piece), id) in zip(zip(files, pieces), hashes.digests(of: pieces)) { body(file, piece, id) }
    files.removeAll(keepingCapacity: true)
    filled = 0
  }
}
