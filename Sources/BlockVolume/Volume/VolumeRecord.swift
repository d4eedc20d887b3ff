import FoundationEssentials
import Providers

/// What is kept beside an image, in a small object of JSON: the image itself is as other programs know it.
struct VolumeRecord: Codable, Sendable, Hashable {
  /// Of this record's format.
  var version = 1
  var id: String
  var format: VolumeFormat
  var preventDestroy: Bool
  /// Hexadecimal.
  var keyCheck: String?
  /// Who wrote to the volume last: the id of a cache, or of a process without one. A cache that holds writes which are not
  /// in the image yet may only send them while it is the last.
  var lastWriter: String?
  /// What is being done; `nil` where all is done.
  var pending: Change?

  /// A change of the size that a killed process may have left in the middle.
  struct Change: Codable, Sendable, Hashable {
    /// Bytes of the disk before; `nil` where it is being made.
    var from: Int64?
    var to: Int64
  }

  private enum CodingKeys: String, CodingKey {
    case version, id, format, pending
    case preventDestroy = "prevent-destroy"
    case keyCheck = "key-check"
    case lastWriter = "last-writer"
  }

  init(_ facts: VolumeFacts, pending: Change? = nil) {
    id = facts.id
    format = facts.format
    preventDestroy = facts.preventDestroy
    keyCheck = facts.keyCheck.map { $0.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
    self.pending = pending
  }

  func facts(size: Int64) -> VolumeFacts {
    let check = keyCheck.map { text in
      stride(from: 0, to: text.utf8.count - 1, by: 2).compactMap { UInt8(text.dropFirst($0).prefix(2), radix: 16) }
    }
    return VolumeFacts(id: id, format: format, size: size, preventDestroy: preventDestroy, keyCheck: check)
  }

  /// `nil` where there is none.
  static func read(_ place: VolumePlace) async throws(BlockError) -> VolumeRecord? {
    let sink = CollectingSink(capacity: 1024)
    do {
      _ = try await place.store.get(place.recordKey, range: nil, to: sink)
    } catch {
      if error.code == .notFound { return nil }
      throw BlockError(error, place.description)
    }
    guard let record = try? JSONDecoder().decode(VolumeRecord.self, from: Data(sink.take())), record.version == 1 else {
      throw BlockError(
        .corrupted,
        "its record \(place.recordKey) is no record of a volume, or of a newer version of this program; look at it",
        location: place.description)
    }
    return record
  }

  /// - Parameter condition: `.ifAbsent` throws `.failed` where there is a record already.
  func write(_ place: VolumePlace, _ condition: PutCondition = .always) async throws(BlockError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    guard let bytes = try? encoder.encode(self) else { return }
    do {
      try await place.store.put(
        place.recordKey, Array(bytes), options: PutOptions(condition: condition, contentType: "application/json"))
    } catch {
      guard error.code == .conditionFailed else { throw BlockError(error, place.description) }
      throw BlockError(
        .failed, "another process is making a volume there, or has just made one", location: place.description,
        cause: error)
    }
  }
}
