import Testing

@testable import ResticRepository
