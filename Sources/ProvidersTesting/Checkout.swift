import Glibc

/// This clone's files.
package enum Checkout {
  package static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/")

  /// Where the programs from PyPI are: `.venv/bin` of this clone, or of what ELASTO_VENV names.
  package static let programs = getenv("ELASTO_VENV").map { String(cString: $0) + "/bin" } ?? "\(root)/.venv/bin"
}
