import Foundation
import Glibc
import Synchronization

/// A program that serves on loopback while its owner lives.
///
/// A shell stands between: it ends the program when its standard input is closed, so that nothing survives the test
/// process, however that ends.
package final class ServerProcess: Sendable {
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  private let shell: pid_t
  private let leash = Mutex<Int32>(-1)
  /// What the program has written to its standard output and error.
  package let logPath: String

  /// Starts `program`, its output going to `log`. Files and folders of `removing` go when the program has ended.
  package init(
    _ program: String, _ arguments: [String], environment: [String: String]? = nil, log: String,
    removing paths: [String] = []
  ) throws {
    logPath = log
    guard access(program, X_OK) == 0 else {
      throw Failure(description: "\(program) is not installed: scripts/setup brings it")
    }
    var pipe: [Int32] = [-1, -1]
    // Not pipe(2): another server that starts at this moment must not get hold of the leash.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &pipe) == 0 else { throw Failure(description: "no pair of sockets") }
    defer { close(pipe[0]) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipe[0], 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // Connections of this process must not stay open in the program.
    for descriptor in 3..<Int32(min(getdtablesize(), 4096)) { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    // This thread may have signals blocked that the shell waits for.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    let script = """
      paths=$1; shift
      "$@" </dev/null & child=$!; read -r _; kill -9 $child; wait $child
      IFS='
      '; set -f; [ -z "$paths" ] || rm -rf -- $paths
      """
    let variables = (environment ?? ProcessInfo.processInfo.environment).map { "\($0)=\($1)" }
    let shellWords = ["/bin/sh", "-c", script, "sh", paths.joined(separator: "\n"), program]
    var words = (shellWords + arguments).map { strdup($0) } + [nil]
    var settings = variables.map { strdup($0) } + [nil]
    defer { for text in words + settings { free(text) } }
    var started: pid_t = 0
    let status = posix_spawn(&started, "/bin/sh", &actions, &attributes, &words, &settings)
    guard status == 0 else {
      close(pipe[1])
      throw Failure(description: "\(program) cannot be started: \(String(cString: strerror(status)))")
    }
    shell = started
    leash.withLock { $0 = pipe[1] }
  }

  deinit { stop() }

  /// Returns when the program is gone.
  package func stop() {
    let end = leash.withLock { leash in
      defer { leash = -1 }
      return leash
    }
    guard end >= 0 else { return }
    close(end)
    var status: Int32 = 0
    while waitpid(shell, &status, 0) == -1, errno == EINTR {}
  }

  /// Returns when something listens on `port`; throws where nothing does in time.
  package func waitUntilListening(on port: Int, seconds: Double = 20) throws {
    let deadline = Date().addingTimeInterval(seconds)
    while !LoopbackPort.isListening(port) {
      guard Date() < deadline else {
        let log = (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? ""
        throw Failure(description: "nothing listens on port \(port): \(log.suffix(2000))")
      }
      usleep(5000)
    }
  }
}
