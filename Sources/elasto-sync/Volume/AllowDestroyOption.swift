import ArgumentParser

/// For every command that can lose what a volume holds.
struct AllowDestroyOption: ParsableArguments {
  @Flag(help: "Allow what loses data of a volume: deleting, shrinking or overwriting it.")
  var allowDestroy = false
}
