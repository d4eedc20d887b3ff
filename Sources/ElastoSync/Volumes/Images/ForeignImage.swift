/// Formats that other programs turn into one of ours.
enum ForeignImage {
  private static let beginnings: [(text: String, name: String)] = [
    ("QFI\u{FB}", "qcow2"), ("vhdxfile", "VHDX"), ("KDMV", "VMDK"), ("conectix", "dynamic VHD"),
    ("<<< ", "VirtualBox"),
  ]

  /// The name of the format that an image of these first bytes has; nil for a plain disk.
  static func name(of first: some Sequence<UInt8>) -> String? {
    let first = Array(first.prefix(8))
    for (text, name) in beginnings {
      if first.starts(with: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }) { return name }
    }
    return nil
  }

  static func refusal(_ name: String, _ path: String) -> RunError {
    RunError(
      .usage,
      "it is an image of \(name), which would be written as it stands: turn it into a plain one with "
        + "`qemu-img convert -O raw`", location: path)
  }
}
