import Testing

@testable import ElastoSync

@Suite struct SourceSkeletonTests {
  @Test func parentsOfRootsAreOnTheWay() throws {
    let top = try SourceSkeleton(roots: [FileSystemPath("/home/a"), FileSystemPath("/etc")])
    #expect(outline(top) == "/( etc* home( a*))")
    #expect(top.roots.map(\.path.displayed) == ["/etc", "/home/a"])
  }

  @Test(arguments: [
    (["/home", "/home/a/b"], "/( home*)"), (["/home/a/b", "/home"], "/( home*)"),
    (["/a/b", "/a/c", "/a-b"], "/( a( b* c*) a-b*)"), (["//x/./y/"], "/( x( y*))"), (["/"], "/*"),
    (["/x", "/"], "/*"), (["/x", "/x"], "/( x*)"), ([String](), "/"),
  ])
  func nestedAndRepeatedRootsCollapse(roots: [String], expected: String) throws {
    #expect(outline(try SourceSkeleton(roots: roots.map { FileSystemPath($0) })) == expected)
  }

  @Test(arguments: ["relative", "", "/a/../b"])
  func aPathThatMayMeanSeveralPlacesIsRefused(path: String) {
    #expect(throws: FileSystemError.self) { try SourceSkeleton(roots: [FileSystemPath(path)]) }
  }

  private func outline(_ skeleton: SourceSkeleton) -> String {
    let name = skeleton.name.isEmpty ? "/" : String(decoding: skeleton.name, as: UTF8.self)
    let children = skeleton.children.map { " " + outline($0) }.joined()
    return name + (skeleton.isRoot ? "*" : "") + (children.isEmpty ? "" : "(\(children))")
  }
}
