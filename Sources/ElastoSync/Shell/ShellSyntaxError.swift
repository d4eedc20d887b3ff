/// Why a line is none.
package struct ShellSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Of the line's characters, from 1, as Unicode's scalars count.
  package var column: Int
  package var message: String

  package var description: String { "column \(column): \(message)" }
}
