import Chunker
import Manifest
import ResticRepository

extension RepositoryConfig {
  /// The chunker that this repository was created with; any other would cut every file anew.
  func makeChunker() throws(ChunkerError) -> any ContentChunker {
    try ChunkerKind(recorded: chunker).makeChunker(polynomial: chunkerPolynomial)
  }
}

extension RepositoryOptions {
  /// What a target's entry in the manifest asks for.
  init(_ target: RepositoryTarget) {
    let kind: ChunkerKind =
      switch target.chunker {
      case .rabin: .rabin
      case .fast: .fast
      }
    self.init(chunker: kind.recorded)
  }
}
