// What the user says of the output of a command over one core.

internal import ArgumentParser
internal import Reporting

/// Where output goes, and how it looks.
struct OutputArguments: ParsableArguments {
  @OptionGroup var destination: DestinationArguments

  @OptionGroup(title: "How it looks") var look: LookArguments
}

/// What is shown, and how.
struct LookArguments: ParsableArguments {
  @Flag(help: "Show the runtime's own frames too.")
  var runtime = false

  @Option(help: "Frames of long stacks: short or all.")
  var frames = FrameMode.short

  @Flag(help: "Show values that are redacted: arguments, environment, labels.")
  var showValues = false

  @OptionGroup var screen: ScreenArguments
}

/// How text looks on a terminal.
struct ScreenArguments: ParsableArguments {
  @Option(help: "Colour: auto, always or never.")
  var color = ColorMode.auto

  @Flag(help: "Do not show long text through a pager ($GOCORE_PAGER, $PAGER, less).")
  var noPager = false

  var style: ScreenStyle { ScreenStyle(color: color, isPaged: !noPager) }
}

/// The same, as outputs take it.
struct ScreenStyle {
  var color: ColorMode
  var isPaged: Bool
}

extension OutputArguments {
  /// How answers look.
  var options: ReportOptions {
    var options = ReportOptions()
    options.stack.showsRuntime = look.runtime
    options.stack.showsAllFrames = look.frames == .all
    return options
  }

  /// Where answers go.
  func outputs<Answer>(_ format: AnswerFormat<Answer>) throws -> Outputs<Answer> {
    try destination.outputs(format, look.screen)
  }

  var isToStandardOutput: Bool { destination.isToStandardOutput }
}

extension ColorMode: ExpressibleByArgument {}

/// How much of a long stack is shown.
enum FrameMode: String, ExpressibleByArgument, CaseIterable {
  case short, all
}
