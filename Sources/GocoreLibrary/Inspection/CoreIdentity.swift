// What the core alone says: of itself, of the process, and of the build whose binary has to be found.

internal import Basics
internal import ElfCore
internal import GoRuntime
internal import InputFiles
internal import Loading
internal import Reporting

/// A core as every report begins with it.
struct CoreIdentity: Sendable {
  let core: LoadedCore
  /// What a collector noted beside the core of when and where the program died.
  let metadata: CoreMetadata
  let options: InspectionOptions
  /// The words that name core and binary on a command line, for the commands under NEXT.
  let inputWords: [String]
  /// Whether it is one of the cores of a batch.
  let isOfBatch: Bool

  /// The report as far as the core alone goes. `limits` is what is missing of the core.
  func report(_ limits: [Limit]) -> Report {
    var report = Report(core: coreDescription)
    report.showsValues = options.showsValues
    report.inputWords = inputWords
    report.threadCount = core.image.threads.count
    report.coreSignal = coreSignal
    report.process = processDescription
    report.build = core.build
    report.setLimits(limits)
    return report
  }

  /// The path of the core, and the name within an archive behind `::`.
  var path: String { core.input.memberPath }

  private var coreDescription: CoreDescription {
    let input = core.input
    let metadata = input.metadata(noted: metadata)
    var description = CoreDescription(
      path: path, size: input.size,
      // Copies of one core differ in it, and a batch reports the same of all of them.
      sizeOnDisk: isOfBatch ? nil : input.sizeOnDisk,
      compression: input.compression,
      truncatedAt: core.file.truncatedAt ?? input.truncatedAt, time: metadata.time,
      host: metadata.host)
    description.workload = metadata.workload
    description.wholeSize = core.file.expectedSize
    return description
  }

  /// The signal that the kernel wrote the core for.
  var coreSignal: (number: Int32, code: Int32?)? {
    let image = core.image
    if let signal = image.signal { return (signal.number, signal.code) }
    guard let number = image.threads.first?.signal, number > 0 else { return nil }
    return (number, nil)
  }

  /// Which process it was.
  var processDescription: ProcessDescription {
    let image = core.image
    var process = ProcessDescription()
    process.processID = image.process?.processID
    if let vectors = ProcessArguments(image) {
      process.command = vectors.arguments.first
      process.arguments = vectors.arguments
      process.argumentCount = vectors.arguments.count
      process.environmentNames = vectors.environmentNames
      process.environment = vectors.environment
    } else if let notes = image.process {
      process.command = notes.arguments.split(separator: " ").first.map(String.init) ?? notes.name
    }
    return process
  }
}

extension Report {
  /// Sets what is missing, and with it whether the report is complete.
  mutating func setLimits(_ limits: [Limit]) {
    self.limits = limits
    status = limits.contains(where: \.isLoss) ? .partial : .complete
  }
}
