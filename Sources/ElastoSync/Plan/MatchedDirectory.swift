/// A directory that is, but perhaps for what is below it, as every target has it: what it takes to describe it if
/// something below it turns out to differ.
struct MatchedDirectory: Sendable {
  var directory: OpenDirectory
  var entries: [SelectedEntry]
  /// Of the directories among the entries, in their order.
  var numbers: [UInt64]

  /// Entries that are not directories.
  var files: Int { entries.count - numbers.count }
}
