/// Everything that is wrong with a manifest, in the order of the files and lines.
public struct ManifestErrors: Error, Sendable, CustomStringConvertible {
  /// Never empty.
  public var faults: [ManifestFault]

  public init(_ faults: [ManifestFault]) { self.faults = faults }

  /// The faults one below the other, and how many there are when it is more than one.
  public var description: String {
    let list = faults.map(\.description).joined(separator: "\n")
    return faults.count == 1 ? list : "\(list)\n\(faults.count) errors"
  }
}
