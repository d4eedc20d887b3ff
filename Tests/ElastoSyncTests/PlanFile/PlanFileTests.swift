import Cryptography
import Glibc
import ResticRepository
import Testing

@testable import ElastoSync

/// A plan in an anonymous file.
private func planFile(
  directories: Int, frameEvery: Int = .max
) throws -> (descriptor: FileDescriptor, operations: [DirectoryOperation]) {
  let descriptor = try FileDescriptor.temporary(in: "/tmp")
  let header = PlanHeader(
    version: PlanHeader.currentVersion, created: "2026-11-22T12:00:00Z", program: "test", manifest: "00", host: "here",
    depth: .exact, targets: [.init(name: "vault", location: "/srv/vault", repository: nil)],
    sections: [
      .init(
        job: "nightly", source: "etc", paths: ["/etc"], isCommand: false, targets: [.init(name: "vault", parent: nil)])
    ])
  let writer = try PlanFileWriter(descriptor, name: "test plan", header: header)
  let operations = (0..<directories).map(sample)
  for operation in operations { try writer.append(.directory(operation)) }
  try writer.append(.snapshot(section: 0))
  try writer.append(.forget(section: 0, target: "vault", id: SHA256Digest(words: (1, 2, 3, 4))))
  try writer.finish(PlanSummary())
  return (descriptor, operations)
}

private func sample(_ number: Int) -> DirectoryOperation {
  var node = Node(name: [0x66, 0xff] + Array("\(number)".utf8), kind: .file)
  node.mtime = GoTime(seconds: -12, nanoseconds: 999_999_999, offset: 3600)
  node.size = UInt64(number) << 33
  node.extendedAttributes = [ExtendedAttribute(name: Array("user.a".utf8), value: nil)]
  let content = EntryTarget(change: .changed, content: [SHA256Digest(words: (9, 8, 7, UInt64(number)))])
  return DirectoryOperation(
    section: 0, number: UInt64(number), path: Array("/etc/\(number)".utf8),
    entries: [EntryOperation(node: node, directory: number % 3 == 0 ? 7 : nil, targets: [content])],
    removed: [FileTally(files: number, bytes: -5)], isRoot: number == 0)
}

private func readAll(_ descriptor: FileDescriptor) throws -> [Operation] {
  let stream = OperationStream(try PlanFileReader(descriptor, name: "test plan"))
  var operations: [Operation] = []
  while let next = try stream.next() { operations.append(next) }
  return operations
}

@Suite struct PlanFileTests {
  @Test(arguments: [0, 1, 50, 20_000])
  func whatIsWrittenComesBack(count: Int) throws {
    let (descriptor, operations) = try planFile(directories: count)
    let read = try readAll(descriptor)
    #expect(read.count == count + 2)
    for (operation, expected) in zip(read, operations) {
      guard case .directory(let directory) = operation else {
        Issue.record("not a directory")
        return
      }
      #expect(directory.path == expected.path)
      #expect(directory.entries.map(\.node) == expected.entries.map(\.node))
      #expect(directory.entries.map(\.directory) == expected.entries.map(\.directory))
      #expect(directory.entries.map { $0.targets.map(\.content) } == expected.entries.map { $0.targets.map(\.content) })
      #expect(directory.removed == expected.removed)
      #expect(directory.isRoot == expected.isRoot)
    }
    guard case .forget(0, "vault", let id)? = read.last else {
      Issue.record("the last operation is another")
      return
    }
    #expect(id == SHA256Digest(words: (1, 2, 3, 4)))
  }

  @Test func everyFlippedByteIsNoticed() throws {
    let (descriptor, _) = try planFile(directories: 3)
    let bytes = try descriptor.read(Int(try descriptor.size()), at: 0)
    let copy = try FileDescriptor.temporary(in: "/tmp")
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= UInt8(1 << (position % 8))
      #expect(pwrite(copy.raw, damaged, damaged.count, 0) == damaged.count)
      #expect(throws: PlanError.self, "byte \(position) of \(bytes.count)") { try readAll(copy) }
    }
  }

  @Test func everyShorterPlanIsNoticed() throws {
    let (descriptor, _) = try planFile(directories: 1)
    let size = Int(try descriptor.size())
    for length in stride(from: size - 1, through: 0, by: -1) {
      #expect(ftruncate(descriptor.raw, length) == 0)
      #expect(throws: PlanError.self) { try readAll(descriptor) }
    }
  }

  @Test func anotherVersionIsNamed() throws {
    let descriptor = try FileDescriptor.temporary(in: "/tmp")
    let header = PlanHeader(
      version: 2, created: "", program: "", manifest: "", host: "", depth: .metadata, targets: [], sections: [])
    try PlanFileWriter(descriptor, name: "test plan", header: header).finish(PlanSummary())
    let error = #expect(throws: PlanError.self) { try readAll(descriptor) }
    #expect(error?.code == .unsupportedVersion)
  }
}
