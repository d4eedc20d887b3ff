/// What is counted of a device, each by itself.
public enum DeviceOperation: String, Sendable, Hashable, CaseIterable, Codable, CodingKeyRepresentable {
  case read, write, zero, flush, extents
}
