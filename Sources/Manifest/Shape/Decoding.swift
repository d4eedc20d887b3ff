/// What every decoder of one run shares.
final class Decoding {
  let faults: FaultCollector
  let variables: VariableTable
  /// Says what is wrong with a calendar expression.
  let calendarFault: (String) -> String?
  /// What the names of files in marks are relative to.
  private let workingFolder: String

  init(
    faults: FaultCollector, variables: VariableTable, workingFolder: String,
    calendarFault: @escaping (String) -> String?
  ) {
    self.faults = faults
    self.variables = variables
    self.workingFolder = workingFolder
    self.calendarFault = calendarFault
  }

  /// The text of a scalar with its variables filled in; nil after a report.
  func text(of node: YAMLNode, expecting type: String) -> String? {
    guard case .scalar(let text, _) = node.content, !node.isAbsent else {
      mismatch(node, expecting: type)
      return nil
    }
    return variables.expand(text, in: node, faults: faults)
  }

  /// Reports that a node is not even of the right form.
  func mismatch(_ node: YAMLNode, expecting type: String) {
    if node.isAbsent {
      faults.report(
        .value, "no value here, where \(type) belongs", at: node,
        suggestion: "leave the key out, or write [] for an empty list")
    } else {
      faults.report(.value, "\(node.noun) where \(type) belongs", at: node)
    }
  }

  /// The folder that relative paths in a file are relative to.
  func folder(of mark: SourceMark) -> String { LocalPath(mark.file, relativeTo: workingFolder).parent }
}
