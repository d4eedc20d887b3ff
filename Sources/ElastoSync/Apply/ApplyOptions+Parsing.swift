import Manifest

extension ApplyOptions {
  /// Throws `.usage` for a policy that there is none of.
  ///
  /// - Parameter text: `read`, `skip`, `refuse`, as in the manifest; `nil` leaves it to each job.
  public init(changedFiles text: String?) throws(RunError) {
    guard let text else {
      self.init()
      return
    }
    guard let policy = ChangedFilesPolicy(rawValue: text) else {
      let all = ChangedFilesPolicy.allCases.map(\.rawValue).joined(separator: ", ")
      throw RunError(.usage, "there is no such policy for changed files: choose one of \(all)", location: text)
    }
    self.init(changedFiles: policy)
  }
}
