import FoundationEssentials
import Glibc

/// The records of each job's last runs: one file a job, one JSON object a line, the newest last.
public struct RunHistory: Sendable {
  /// Records kept of each job at least; at twice as many the file is cut back.
  static let recordLimit = 200

  private let folder: String

  public init(in folders: StateFolders) { folder = "\(folders.state)/runs" }

  /// Adds the record of a run that has ended; the caller holds the job's lock.
  public func append(_ record: RunRecord) throws(RunStateError) {
    let path = path(ofJob: record.job)
    do {
      var lines = try lines(at: path)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      lines.append(Array(try encoder.encode(record)))
      if lines.count > 2 * Self.recordLimit { lines.removeFirst(lines.count - Self.recordLimit) }
      try DurableFile.makeFolder(folder)
      try DurableFile.write(lines.flatMap { $0 + [UInt8(ascii: "\n")] }, to: path, mode: 0o600)
    } catch {
      throw RunStateError(.inputOutput, "\(error)", location: "job \(record.job)", cause: error)
    }
  }

  /// The records of `job`, oldest first. A line that does not parse is left out: records are for looking at.
  public func records(ofJob job: String) throws(RunStateError) -> [RunRecord] {
    do {
      let decoder = JSONDecoder()
      return try lines(at: path(ofJob: job)).compactMap { try? decoder.decode(RunRecord.self, from: Data($0)) }
    } catch {
      throw RunStateError(.inputOutput, "\(error)", location: "job \(job)", cause: error)
    }
  }

  private func lines(at path: String) throws(DurableFile.Failure) -> [[UInt8]] {
    let bytes = try DurableFile.read(path) ?? []
    return bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
  }

  private func path(ofJob job: String) -> String { "\(folder)/\(StateName.fileName(for: job)).jsonl" }
}
