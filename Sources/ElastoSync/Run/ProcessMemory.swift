internal import CElastoSystem

/// How the process that a program runs in treats memory: for `main`, not for a library to decide.
public enum ProcessMemory {
  /// Large blocks go back to the system when they are freed, and few threads keep small ones to themselves.
  ///
  /// Left alone, the C library learns from the first large block that is freed to keep all of them, in an arena for each
  /// thread. To be called before there are threads.
  public static func keepSmall() { elasto_return_memory(3, 1 << 20) }
}
