/// Who may lift the lock of an object before its time.
public enum LockMode: String, Hashable, Sendable, CaseIterable {
  /// Users with a special permission.
  case governance
  /// Nobody.
  case compliance
}
