/// `LocationConstraint`: a region, or nothing for the oldest one.
struct S3LocationReply: XMLModel {
  private(set) var region = "us-east-1"

  static func accepts(root: String) -> Bool {
    // SeaweedFS answers with what the bucket was made with.
    root == "LocationConstraint" || root == "CreateBucketConfiguration"
  }

  mutating func end(_ path: XMLPath, text: String) {
    // Some servers put another element of the same name inside.
    guard path.name == "LocationConstraint", !text.isEmpty else { return }
    region = text == "EU" ? "eu-west-1" : text
  }
}
