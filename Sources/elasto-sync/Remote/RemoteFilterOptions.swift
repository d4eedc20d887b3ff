import ArgumentParser
import ElastoSync

/// Which files below a folder are meant.
struct RemoteFilterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only what this pattern names; may be repeated.", valueName: "pattern"))
  var include: [String] = []

  @Option(help: ArgumentHelp("Not what this pattern names; may be repeated.", valueName: "pattern"))
  var exclude: [String] = []

  func filter() throws -> RemoteFilter {
    do {
      return try RemoteFilter(include: include, exclude: exclude)
    } catch {
      throw RunError(.usage, "\(error)")
    }
  }
}
