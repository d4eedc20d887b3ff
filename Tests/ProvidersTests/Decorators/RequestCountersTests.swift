import HTTPTypes
import Providers
import ProvidersTesting
import Testing

@Suite struct RequestCountersTests {
  @Test(
    arguments: [
      (.get, [], .get), (.get, ["list-type", "prefix"], .list), (.get, ["uploads"], .list), (.get, ["versionId"], .get),
      (.head, [], .head), (.put, ["partNumber"], .put), (.post, ["delete"], .post), (.delete, [], .delete),
      (.options, [], .other),
    ] as [(HTTPRequest.Method, [String], RequestKind)])
  func requestsAreToldApartByTheirPrice(_ method: HTTPRequest.Method, _ query: [String], _ kind: RequestKind) {
    #expect(RequestKind(HTTPRecord(method: method, location: "", queryNames: query)) == kind)
  }

  @Test func everyExchangeCounts() {
    let counters = RequestCounters()
    counters.exchangeEnded(HTTPRecord(method: .put, location: "", status: 200, sentBytes: 10))
    counters.exchangeEnded(HTTPRecord(method: .put, location: "", status: 503, sentBytes: 10, receivedBytes: 3))
    counters.exchangeEnded(HTTPRecord(method: .get, location: "", failure: .stalled, receivedBytes: 5))
    var put = RequestCounters.Count()
    (put.requests, put.failures, put.sentBytes, put.receivedBytes) = (2, 1, 20, 3)
    #expect(counters.counts[.put] == put)
    #expect(counters.total.requests == 3)
    #expect(counters.total.failures == 2)
    #expect(counters.total.receivedBytes == 8)
  }

  @Test func repetitionsCount() async throws {
    let counters = RequestCounters()
    let store = UnreliableStore(MemoryStore(), plan: FaultPlan(seed: 1, rate: 0.5))
    let retrying = RetryingStore(store, clock: VirtualClock().clock, observer: counters)
    for number in 0..<20 { try await retrying.put("\(number)", [1]) }
    #expect(counters.retries == store.faults.values.reduce(0, +))
    #expect(counters.retries > 5)
  }
}
