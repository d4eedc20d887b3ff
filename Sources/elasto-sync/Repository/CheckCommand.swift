import ArgumentParser
import ElastoSync
import ResticRepository

/// Looks whether a repository is whole.
struct CheckCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Look whether a repository is whole.",
    discussion: """
      Always: keys, index, snapshots, every tree, and that each pack is there with the right size. With --read-data also
      every byte. A part at random (5%, 2 GiB) or one of several that make the whole (1/7).
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions

  @Flag(help: "Read and verify all data.")
  var readData = false

  @Option(help: ArgumentHelp("Read and verify a part of the data: 5%, 1/7 or \"2 GiB\".", valueName: "part"))
  var readDataSubset: String?

  mutating func validate() throws {
    if readData, readDataSubset != nil {
      throw ValidationError("--read-data reads everything, --read-data-subset a part: choose one")
    }
  }

  func run(in session: Session) async throws -> ExitStatus {
    let upkeep = try await session.upkeep(target)
    let part = readData ? "yes" : readDataSubset
    let report = try await upkeep.check(readData: part) { finding in show(finding, session) }
    session.note(
      "\(report.errors == 0 ? "no errors" : QuantityText.count(report.errors, "error")): "
        + "\(QuantityText.count(report.snapshots, "snapshot")), \(QuantityText.count(report.packs, "pack")) "
        + "(\(QuantityText.bytes(report.packBytes))), \(QuantityText.count(report.packsRead)) of them read")
    if report.unusedBytes > 0 {
      session.note("\(QuantityText.bytes(report.unusedBytes)) that no snapshot needs: `prune` frees it")
    }
    emit(report, session)
    if report.isIncomplete { throw CancellationError() }
    return report.isClean ? .done : .failed
  }

  private func show(_ finding: CheckFinding, _ session: Session) {
    let level: LogLevel =
      switch finding.severity {
      case .error: .error
      case .warning: .warning
      case .hint: .info
      }
    session.say(level, "\(finding.file.isEmpty ? "" : "\(finding.file): ")\(finding.message)")
    session.emit("finding") { object in
      object.add("severity", finding.severity.rawValue)
      object.add("code", finding.code.rawValue)
      object.add("message", finding.message)
      object.add("file", finding.file)
    }
  }

  private func emit(_ report: CheckReport, _ session: Session) {
    session.emit("check_summary") { object in
      object.add("errors", report.errors)
      object.add("warnings", report.warnings)
      object.add("hints", report.hints)
      object.add("keys", report.keys)
      object.add("index_files", report.indexFiles)
      object.add("snapshots", report.snapshots)
      object.add("trees", report.trees)
      object.add("packs", report.packs)
      object.add("pack_bytes", report.packBytes)
      object.add("packs_read", report.packsRead)
      object.add("bytes_read", report.bytesRead)
      object.add("unused_bytes", report.unusedBytes)
    }
  }
}
