/// A promise that a store did not keep.
public struct ContractViolation: Error, CustomStringConvertible {
  public let description: String

  init(_ message: String, _ line: UInt) { description = "\(message) (checked in line \(line) of the clause)" }
}
