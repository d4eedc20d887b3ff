internal import CElastoSystem

/// How the process that a program runs in treats memory: for `main`, not for a library to decide.
public enum ProcessMemory {
  /// Large blocks go back to the system when they are freed, and few threads keep small ones to themselves.
  ///
  /// Left alone, the C library learns from the first large block that is freed to keep all of them, in an arena for each
  /// thread. To be called before there are threads.
  ///
  /// - Parameter large: bytes from which on a block is large. Buffers of that size cost page faults each time; smaller ones
  ///   leave the heap in pieces.
  public static func keepSmall(large: Int = 1 << 20) { elasto_return_memory(3, large) }
}
