/// What every decoder of one run shares.
final class Decoding {
  let faults: FaultCollector
  let variables: VariableTable
  let environment: ManifestEnvironment

  init(faults: FaultCollector, variables: VariableTable, environment: ManifestEnvironment) {
    self.faults = faults
    self.variables = variables
    self.environment = environment
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
  func folder(of mark: SourceMark) -> String { LocalPath(mark.file, relativeTo: environment.workingFolder).parent }
}
