// A report, and the formats in which it can be written.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime
internal import Reporting

/// Everything that is to be said about a core, ready to be written.
public struct CoreReport {
  /// A format of reports.
  public struct Format: Sendable, CustomStringConvertible {
    fileprivate let format: ReportFormat

    /// The name, as the command's `--format` takes it.
    public var name: String { format.name }

    /// The ``name``.
    public var description: String { name }

    /// For people at a terminal.
    public static let text = Format(format: .text)
    /// `gocore.report/1`, for programs.
    public static let json = Format(format: .json)
    /// For tickets and postmortems.
    public static let markdown = Format(format: .markdown)
    /// Every format.
    public static let all = ReportFormat.all.map { Format(format: $0) }
  }

  /// How much of a report is written.
  public struct WritingOptions: Sendable {
    /// Every goroutine in full.
    public var includesAllGoroutines = false
    /// The runtime's own frames, too.
    public var showsRuntimeFrames = false
    /// All frames of long stacks.
    public var showsAllFrames = false

    /// The default options: the report as the command writes it.
    public init() {}
  }

  private let report: Report
  /// The program that was analysed; nil where only the core was looked at.
  private let program: GoProgram?

  init(_ report: Report, of program: GoProgram? = nil) {
    self.report = report
    self.program = program
  }

  /// What killed the program; nil where only the core was looked at.
  public var diagnosis: Diagnosis? {
    guard let analysis = report.analysis, let program else { return nil }
    return Diagnosis(analysis, NextSteps(report), of: program)
  }

  /// What could not be found out.
  public var limitations: [Limitation] { report.limits.map(Limitation.init) }

  /// Whether nothing is missing that a whole core and its binary would give.
  public var isComplete: Bool { report.status == .complete }

  /// Writes the report in `format` to `output`, a part at a time.
  public func write(
    _ format: Format, to output: inout some TextOutputStream,
    options: WritingOptions = WritingOptions()
  ) {
    var settings = ReportOptions()
    settings.includesAllGoroutines = options.includesAllGoroutines
    settings.stack.showsRuntime = options.showsRuntimeFrames
    settings.stack.showsAllFrames = options.showsAllFrames
    let text = BlockText(output)
    let writer = TextWriter { block in
      text.write(copy block)
      return true
    }
    format.format.write(report, settings, writer)
    writer.flush()
    output = text.output
  }
}

/// Hands blocks of bytes on as text. A block may end in the middle of a character.
private final class BlockText<Output: TextOutputStream> {
  private(set) var output: Output
  private var rest: [UInt8] = []

  init(_ output: Output) {
    self.output = output
  }

  func write(_ block: [UInt8]) {
    let bytes = rest + block
    let end = Self.wholeCharacters(of: bytes)
    rest = Array(bytes[end...])
    output.write(String(decoding: bytes[..<end], as: UTF8.self))
  }

  /// How many bytes there are without a character at the end that is not whole.
  private static func wholeCharacters(of bytes: [UInt8]) -> Int {
    guard let lead = bytes.lastIndex(where: { $0 & 0xc0 != 0x80 }) else { return bytes.count }
    let length = bytes[lead] < 0xc0 ? 1 : bytes[lead] < 0xe0 ? 2 : bytes[lead] < 0xf0 ? 3 : 4
    return bytes.count - lead < length ? lead : bytes.count
  }
}
