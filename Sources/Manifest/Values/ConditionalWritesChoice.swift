/// Which writes the store does only under a condition when it is asked to, and not regardless.
public enum ConditionalWritesChoice: String, Hashable, Sendable, CaseIterable {
  case putsAndCopies = "puts-and-copies"
  case puts
  case none
}
