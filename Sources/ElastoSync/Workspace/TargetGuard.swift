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

  static func missing(_ target: RepositoryTarget, pinned: String?, _ cause: RepositoryError?) -> RunError {
    guard let pinned else {
      return RunError(
        .noRepository,
        "there is no repository at \(target.location): create it with `elasto-sync init --target \(target.name)`",
        location: "target \(target.name)", cause: cause)
    }
    return RunError(
      .refused,
      "repository \(pinned.prefix(8)) was at \(target.location), and nothing is there now: mount the disk, or, if it is "
        + "gone for good, forget it with `elasto-sync init --target \(target.name) --replace`",
      location: "target \(target.name)", cause: cause)
  }

  static func exchanged(_ target: RepositoryTarget, pinned: String, found: String) -> RunError {
    RunError(
      .refused,
      "repository \(found.prefix(8)) is at \(target.location), where \(pinned.prefix(8)) was: mount the right disk, or "
        + "take the new one with `elasto-sync init --target \(target.name) --replace`",
      location: "target \(target.name)")
  }
}
