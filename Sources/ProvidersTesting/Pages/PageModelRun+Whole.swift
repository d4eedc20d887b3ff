import Providers

/// What is done to the whole volume between two rounds of its writers.
extension PageModelRun {
  private enum Step: CaseIterable {
    case flush, reopen, resize, makeSnapshot, deleteSnapshot, readSnapshot, changes, ranges, compare
  }

  func wholeStep(_ state: inout State) async throws {
    for _ in 0..<3 {
      switch Step.allCases[state.random.below(Step.allCases.count)] {
      case .flush:
        state.count("flush")
        try await state.store.flush()
      case .reopen:
        state.count("reopen")
        state.store = try await reopen(state.store)
        try await compareAll(&state)
      case .resize: try await resize(&state)
      case .makeSnapshot: try await makeSnapshot(&state)
      case .deleteSnapshot: try await deleteSnapshot(&state)
      case .readSnapshot: try await readSnapshot(&state)
      case .changes: try await compareChanges(&state)
      case .ranges: try await compareRanges(state.store, state.model.bytes, &state)
      case .compare: try await compareAll(&state)
      }
    }
  }

  func compareAll(_ state: inout State) async throws {
    state.count("compare")
    try await compare(state.store, state.model.bytes, "the volume")
  }

  private func compare(_ reader: any PageReader, _ expected: [UInt8], _ what: String) async throws {
    let size = try await reader.properties().size
    guard size == Int64(expected.count) else {
      throw ContractViolation("\(what) has \(size) bytes instead of \(expected.count)", #line)
    }
    let found = try await reader.read(0..<size)
    if let difference = PageModel.difference(found, expected) {
      throw ContractViolation("\(what): the byte at \(difference) is another", #line)
    }
  }

  private func resize(_ state: inout State) async throws {
    state.count("resize")
    let page = Int(state.store.geometry.alignment)
    let new = (size / 2 + state.random.below(size * 3 / 2)) / page * page
    try await state.store.resize(to: Int64(new))
    state.model.resize(to: new)
  }

  private func makeSnapshot(_ state: inout State) async throws {
    guard state.store.capabilities.contains(.snapshots) else { return }
    guard state.model.snapshots.count < 4 else { return try await deleteSnapshot(&state) }
    state.count("make a snapshot")
    let snapshot = try await state.store.makeSnapshot()
    state.model.snapshots.append((snapshot.id, state.model.bytes))
  }

  private func deleteSnapshot(_ state: inout State) async throws {
    guard !state.model.snapshots.isEmpty else { return }
    state.count("delete a snapshot")
    let index = state.random.below(state.model.snapshots.count)
    try await state.store.deleteSnapshot(state.model.snapshots.remove(at: index).id)
    let listed = try await state.store.snapshots(after: nil, limit: 100).snapshots.map(\.id)
    let missing = state.model.snapshots.map(\.id).filter { !listed.contains($0) }
    if !missing.isEmpty { throw ContractViolation("the snapshots \(missing) are not listed", #line) }
  }

  private func readSnapshot(_ state: inout State) async throws {
    guard let (id, bytes) = state.model.snapshots.randomElement(using: &state.random) else { return }
    state.count("read a snapshot")
    let reader = try await state.store.openSnapshot(id)
    try await compare(reader, bytes, "the snapshot \(id)")
    try await compareRanges(reader, bytes, &state)
  }

  private func compareRanges(_ reader: any PageReader, _ bytes: [UInt8], _ state: inout State) async throws {
    state.count("ranges")
    let ranges = try await reader.allRanges(in: 0..<Int64(bytes.count), limit: 1 + state.random.below(100))
    if let missed = PageModel.differenceOutside(of: ranges, bytes, at: 0) {
      throw ContractViolation("the byte at \(missed) is in no allocated range", #line)
    }
  }

  private func compareChanges(_ state: inout State) async throws {
    guard state.store.capabilities.contains(.changes),
      let (id, old) = state.model.snapshots.randomElement(using: &state.random)
    else { return }
    state.count("changes")
    let bytes = state.model.bytes
    let changes = try await state.store.allChanges(
      since: id, in: 0..<Int64(bytes.count), limit: 1 + state.random.below(100))
    if let missed = PageModel.differenceOutside(of: changes.map(\.range), bytes, old, at: 0) {
      throw ContractViolation("the byte at \(missed) has changed, and no range says so", #line)
    }
    for change in changes where change.isCleared {
      let part = bytes[Int(change.range.lowerBound)..<Int(change.range.upperBound)]
      if part.contains(where: { $0 != 0 }) { throw ContractViolation("\(change.range) is not cleared", #line) }
    }
  }
}
