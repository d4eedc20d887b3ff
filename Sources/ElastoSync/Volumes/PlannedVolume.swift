/// What a plan does to a volume.
public struct PlannedVolume: Codable, Sendable, Equatable {
  public enum Action: String, Codable, Sendable, CaseIterable {
    case create, grow
    /// Loses what is behind the new end; carried out only where that is allowed.
    case shrink
    /// Records that nobody shall delete it, or that whoever wants may.
    case protect, unprotect

    /// Whether it is about the disk and not about what is recorded of it.
    var isOfSize: Bool { self != .protect && self != .unprotect }
  }

  public var name: String
  public var action: Action
  /// `raw` or `vhd`.
  public var format: String
  /// Where its bytes are, as the manifest says it.
  public var location: String
  /// Bytes of the disk, as they will be.
  public var size: Int64
  /// Bytes of the disk as it was found; nil for one that is created.
  public var sizeBefore: Int64?
  /// The id of the one that was found; nil for one that is created.
  public var id: String?
}

extension PlannedVolume {
  func encode(into fields: inout FieldEncoder) {
    fields.append(text: name)
    fields.append(text: action.rawValue)
    fields.append(text: format)
    fields.append(text: location)
    fields.append(signed: size)
    fields.append(signed: sizeBefore ?? -1)
    fields.append(text: id ?? "")
  }

  init(decoding fields: inout FieldDecoder) throws(FieldDecoder.Malformed) {
    name = try fields.text()
    guard let action = Action(rawValue: try fields.text()) else { throw FieldDecoder.Malformed(offset: fields.offset) }
    self.action = action
    format = try fields.text()
    location = try fields.text()
    size = try fields.signed()
    let before = try fields.signed()
    guard size >= 0, before >= -1 else { throw FieldDecoder.Malformed(offset: fields.offset) }
    sizeBefore = before < 0 ? nil : before
    let id = try fields.text()
    self.id = id.isEmpty ? nil : id
  }
}
