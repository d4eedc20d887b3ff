import Cryptography
import Glibc
import Providers
import ResticRepository
import Secrets

/// An index of many blobs that nobody has stored: what it costs to open, to ask, and to keep in memory.
///
///     elasto-bench index add COUNT REPOSITORY PASSWORD     makes index files that name so many blobs
///     elasto-bench index ask COUNT REPOSITORY PASSWORD CACHE     looks them up, and as many that are not there
///
/// A folder that holds no repository yet becomes one. Results are JSON objects, one a line.
struct IndexBench {
  static let usage =
    "usage: elasto-bench index add COUNT REPOSITORY PASSWORD | elasto-bench index ask COUNT REPOSITORY PASSWORD CACHE"
  private static let blobsInFile = 150_000
  private static let blobsInPack = 600
  private static let blobLength: UInt32 = 26_000
  private static let largestAsked = 1_000_000

  let count: Int
  let repository: Repository

  /// Does what the words after `index` say.
  static func run(_ words: [String]) async throws {
    guard words.count >= 4, let count = Int(words[1]), (1...100_000_000).contains(count) else {
      throw BenchError(message: usage)
    }
    let bench = IndexBench(
      count: count,
      repository: try await repository(words[2], password: words[3], cache: words.count > 4 ? words[4] : nil))
    switch words[0] {
    case "add": try await bench.add()
    case "ask": try await bench.ask()
    default: throw BenchError(message: usage)
    }
  }

  private static func repository(_ path: String, password: String, cache: String?) async throws -> Repository {
    let store = FileStore(root: path)
    let password = SecretBytes(copying: Array(password.utf8))
    guard try await !Repository.exists(in: store) else {
      return try await Repository.open(at: store, password: password, cacheDirectory: cache)
    }
    return try await Repository.create(at: store, password: password, cacheDirectory: cache)
  }

  private func add() async throws {
    var number = 0
    while number < count {
      var file = IndexFile()
      let end = min(count, number + Self.blobsInFile)
      while number < end {
        let pack = number..<min(end, number + Self.blobsInPack)
        let entries = pack.map { blob in
          PackEntry(
            id: Self.id(blob, of: .blob), offset: UInt32(blob - pack.lowerBound) * Self.blobLength,
            length: Self.blobLength, uncompressedLength: 4 * Self.blobLength, kind: .data)
        }
        file.append(pack: Self.id(number, of: .pack), entries: entries)
        number = pack.upperBound
      }
      _ = try await repository.saveIndexFile(file)
    }
  }

  private func ask() async throws {
    let start = Self.seconds()
    let index = try await repository.loadIndex()
    let opened = Self.seconds()
    let afterOpening = Self.residentKiB()
    let asked = min(count, Self.largestAsked)
    // Far apart, and in no order of the table.
    let step = count / asked
    var found = 0
    for number in 0..<asked where index.lookup(.data, Self.id(number * step, of: .blob)) != nil { found += 1 }
    let answered = Self.seconds()
    guard found == asked else { throw BenchError(message: "\(asked - found) of \(asked) blobs were not found") }
    for number in 0..<asked where index.contains(.data, Self.id(number, of: .nothing)) { found += 1 }
    let denied = Self.seconds()
    guard found == asked else { throw BenchError(message: "blobs were found that are not there") }
    let perLook = 1e6 / Double(asked)
    print(
      """
      {"type":"index","blobs":\(index.blobCount),"open_s":\(Self.thousandths(opened - start)),\
      "present_us":\(Self.thousandths((answered - opened) * perLook)),\
      "absent_us":\(Self.thousandths((denied - answered) * perLook)),\
      "resident_opened_kib":\(afterOpening),"resident_asked_kib":\(Self.residentKiB())}
      """)
  }

  private enum Purpose: UInt64 {
    case blob = 1
    case pack, nothing
  }

  /// Looks random, and is the same in every run (splitmix64).
  private static func id(_ number: Int, of purpose: Purpose) -> StorageID {
    var state = UInt64(number) &* 4 &+ purpose.rawValue << 56
    func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return mixed ^ mixed >> 31
    }
    return StorageID(words: (next(), next(), next(), next()))
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Of this process, mapped files included; 0 where the system does not say.
  private static func residentKiB() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let fields = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self).split(
      separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) / 1024 : 0
  }

  private static func thousandths(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
