import Glibc
import Manifest
import ResticRepository

/// What stands between a run and the wrong repository: an unmounted disk, a folder that was emptied, another id.
enum TargetGuard {
  /// The paths of `must-contain` are there.
  static func check(_ target: RepositoryTarget) throws(RunError) {
    for path in target.mustContain where access(path.text, F_OK) != 0 {
      throw RunError(
        .refused, "\(path.text) is not there, which must-contain asks for: mount the disk, or change the manifest",
        location: "target \(target.name)")
    }
  }

  /// A target that stands for a location on the command line is named after it.
  private static func initCommand(_ target: RepositoryTarget) -> String {
    let isNamed = target.name != "\(target.location)"
    return "elasto-sync init " + (isNamed ? "--target \(target.name)" : "-r \(target.location)")
  }

  static func missing(_ target: RepositoryTarget, pinned: String?, _ cause: RepositoryError?) -> RunError {
    guard let pinned else {
      return RunError(
        .noRepository,
        "there is no repository at \(target.location): create it with `\(initCommand(target))`",
        location: "target \(target.name)", cause: cause)
    }
    return RunError(
      .refused,
      "repository \(pinned.prefix(8)) was at \(target.location), and nothing is there now: mount the disk, or, if it is "
        + "gone for good, forget it with `\(initCommand(target)) --replace`",
      location: "target \(target.name)", cause: cause)
  }

  static func exchanged(_ target: RepositoryTarget, pinned: String, found: String) -> RunError {
    RunError(
      .refused,
      "repository \(found.prefix(8)) is at \(target.location), where \(pinned.prefix(8)) was: mount the right disk, or "
        + "take the new one with `\(initCommand(target)) --replace`",
      location: "target \(target.name)")
  }
}
