public import Manifest

extension JobHooks {
  /// As the manifest has them.
  public init(_ hooks: Hooks) {
    self.init([
      .before: hooks.before, .afterRead: hooks.afterRead, .success: hooks.success, .failure: hooks.failure,
      .finally: hooks.finally,
    ])
  }
}
