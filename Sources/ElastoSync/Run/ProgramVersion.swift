/// What this program calls itself.
public enum ProgramVersion {
  public static let number = "0.1.0"
  /// As it stands in snapshots and plans.
  public static let text = "elasto-sync \(number)"
}
