/// How an entry stands against the same path in the snapshot compared with.
public enum EntryChange: UInt8, Codable, Sendable {
  case unchanged = 0
  case metadataOnly = 1
  case changed = 2
  case new = 3
}
