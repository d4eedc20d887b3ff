import CElastoSystem
import Glibc

/// Starts programs: finds them, makes their environment, and calls `elasto_spawn`.
struct ChildLauncher {
  var command: ChildCommand

  /// - Parameters: the descriptors become the program's standard ones; they stay open here.
  /// - Returns: the process id.
  func start(input: Int32, output: Int32, error: Int32) throws(ChildProcessError) -> pid_t {
    guard let name = command.arguments.first, !name.isEmpty else {
      throw ChildProcessError(.notFound, "a command without a program")
    }
    let user: UserIdentity? = if let name = command.user { try changedUser(named: name) } else { nil }
    let program = try path(of: name)
    let result = withCStrings(command.arguments) { arguments in
      withCStrings(environment(for: user)) { environment in
        program.withCString { program in
          withOptionalCString(command.folder) { folder in
            (user?.groups ?? []).withUnsafeBufferPointer { groups in
              var what = elasto_spawn()
              what.program = program
              what.arguments = arguments
              what.environment = environment
              what.folder = folder
              (what.standard_input, what.standard_output, what.standard_error) = (input, output, error)
              what.changes_user = user == nil ? 0 : 1
              (what.user, what.group) = (user?.user ?? 0, user?.group ?? 0)
              (what.groups, what.group_count) = (groups.baseAddress, groups.count)
              let process = elasto_spawn(&what)
              return (process: process, error: process < 0 ? errno : 0)
            }
          }
        }
      }
    }
    guard result.process > 0 else {
      let code: ChildProcessError.Code = result.error == EPERM && user != nil ? .user : .cannotStart
      throw ChildProcessError(code, "\(name) cannot be started: \(String(cString: strerror(result.error)))")
    }
    return result.process
  }

  /// nil when it is who we are.
  private func changedUser(named name: String) throws(ChildProcessError) -> UserIdentity? {
    let user = try UserIdentity(named: name)
    if user.user == geteuid() { return nil }
    guard geteuid() == 0 else {
      throw ChildProcessError(.user, "only root may run a command as user \"\(name)\"")
    }
    return user
  }

  private func path(of name: String) throws(ChildProcessError) -> String {
    if name.contains("/") { return name }
    let path =
      command.environment["PATH"] ?? getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in path.split(separator: ":") where folder.hasPrefix("/") {
      let candidate = "\(folder)/\(name)"
      var status = stat()
      if access(candidate, X_OK) == 0, stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
        return candidate
      }
    }
    throw ChildProcessError(.notFound, "there is no program \"\(name)\" in PATH")
  }

  /// This process's environment with the command's changes; another user's has that user's name and home.
  private func environment(for user: UserIdentity?) -> [String] {
    var changes = command.environment
    if let user, let name = command.user {
      for (key, value) in [("HOME", user.home), ("USER", name), ("LOGNAME", name)] where changes[key] == nil {
        changes[key] = value
      }
    }
    var entries: [String] = []
    var next = elasto_environment()
    while let entry = next?.pointee {
      let text = String(cString: entry)
      if changes[String(text.prefix { $0 != "=" })] == nil { entries.append(text) }
      next = next?.successor()
    }
    return entries + changes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }
}

/// Lends texts as C does: an array of pointers ended by NULL.
private func withCStrings<Result>(
  _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeBufferPointer { buffer in
    // Never empty: it holds at least the final NULL.
    withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<CChar>?.self, capacity: buffer.count) { copy in
      _ = copy.initialize(from: buffer)
      guard let start = copy.baseAddress else { preconditionFailure("room for at least one pointer") }
      return body(UnsafePointer(start))
    }
  }
}

private func withOptionalCString<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
  guard let text else { return body(nil) }
  return text.withCString { body($0) }
}
