import ArgumentParser
import ElastoSync

extension ImageFormat {
  /// The format that is named on the command line.
  static func named(_ text: String) throws -> ImageFormat {
    guard let format = ImageFormat(rawValue: text) else {
      throw ValidationError("--format is raw or vhd, not \(text)")
    }
    return format
  }
}

/// What an import or export has done, for people and programs.
struct VolumeTransferText {
  let session: Session

  func show(_ moved: ImageTransfer, verb: String, volume: String, file: String, dryRun: Bool) {
    let sizes =
      dryRun
      ? QuantityText.exact(moved.size)
      : "\(QuantityText.exact(moved.size)), \(QuantityText.bytes(moved.written)) written"
    session.note("\(dryRun ? "would \(verb)" : "\(verb)ed") volume \(volume) (\(moved.format.rawValue), \(sizes))")
    session.emit("volume_transfer") { object in
      object.add("volume", volume)
      object.add("direction", verb)
      object.add("file", file)
      object.add("format", moved.format.rawValue)
      object.add("size", moved.size)
      object.add("written", moved.written)
      object.add("dry_run", dryRun)
    }
  }
}
