/// Keeps credentials until shortly before they expire. However many callers ask at once, the place behind is asked
/// once.
actor RefreshingCredentials<Credentials: PassingCredentials> {
  /// Seconds before their end at which credentials are replaced; less for such as live shorter than 20 minutes.
  static var window: Int64 { 300 }
  /// Seconds from one refresh that failed to the next, while those that are kept are valid.
  static var pause: Int64 { 30 }
  /// Seconds in which fresh credentials are not thrown away: of many requests that were refused together, the first
  /// brought them.
  static var freshness: Int64 { 5 }

  private struct Kept {
    var credentials: Credentials
    var fetched: Int64
    /// When to ask again; `nil` is never.
    var due: Int64?

    init(_ credentials: Credentials, at time: Int64) {
      self.credentials = credentials
      fetched = time
      due = credentials.expires.map { $0 - min(RefreshingCredentials.window, ($0 - time) / 4) }
    }

    func isDue(at time: Int64) -> Bool { due.map { time >= $0 } ?? false }

    func isValid(at time: Int64) -> Bool { credentials.expires.map { time < $0 } ?? true }
  }

  private struct Flight {
    var id: Int
    var task: Task<Result<Credentials, StoreError>, Never>
    var waiting: Int
  }

  private let now: @Sendable () -> Int64
  private let fetch: @Sendable () async throws(StoreError) -> Credentials
  private var kept: Kept?
  private var flight: Flight?
  private var flights = 0

  init(
    now: @escaping @Sendable () -> Int64, fetch: @escaping @Sendable () async throws(StoreError) -> Credentials
  ) {
    self.now = now
    self.fetch = fetch
  }

  /// Credentials that are valid now. Nobody waits for a refresh by another caller while the kept ones are valid.
  func credentials() async throws(StoreError) -> Credentials {
    if let kept, kept.isValid(at: now()), flight != nil || !kept.isDue(at: now()) { return kept.credentials }
    do throws(StoreError) {
      return try await fresh()
    } catch {
      let time = now()
      guard let kept, kept.isValid(at: time) else { throw error }
      if kept.isDue(at: time) { self.kept?.due = time + Self.pause }
      return kept.credentials
    }
  }

  /// Throws the kept ones away, unless they have only just come.
  func invalidate() {
    if let kept, now() - kept.fetched >= Self.freshness { self.kept = nil }
  }

  /// Joins the request that is under way, or begins one. It ends early when all who wait for it are cancelled.
  private func fresh() async throws(StoreError) -> Credentials {
    var joined = flight ?? begin()
    joined.waiting += 1
    flight = joined
    let (id, task) = (joined.id, joined.task)
    let result = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      Task { await self.leave(id) }
    }
    return try result.get()
  }

  private func begin() -> Flight {
    flights += 1
    let id = flights
    let task = Task { await self.run(id) }
    return Flight(id: id, task: task, waiting: 0)
  }

  private func run(_ id: Int) async -> Result<Credentials, StoreError> {
    let result: Result<Credentials, StoreError>
    do throws(StoreError) {
      let credentials = try await fetch()
      let time = now()
      if let expires = credentials.expires, expires <= time {
        throw .credentials(
          "those from \(credentials.origin) ended at \(UTCTime(seconds: expires).extended): renew them, or set this machine's "
            + "clock if that is still to come")
      }
      kept = Kept(credentials, at: time)
      result = .success(credentials)
    } catch {
      result = .failure(error)
    }
    if flight?.id == id { flight = nil }
    return result
  }

  private func leave(_ id: Int) {
    guard var current = flight, current.id == id else { return }
    current.waiting -= 1
    flight = current.waiting > 0 ? current : nil
    if current.waiting == 0 { current.task.cancel() }
  }
}
