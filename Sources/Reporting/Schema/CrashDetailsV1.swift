// The details of a death in `gocore.report/1`: the values of panics, deferred calls, and what an
// exhausted resource was used for.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Writes the members that `panics[]`, `crash` and the report itself have beyond the facts.
struct CrashDetailsV1 {
  let details: CrashDetails
  let rawFrames: [RawFrame]
  let showsValues: Bool
  let conventions: TracebackConventions

  init(_ analysis: ProgramAnalysis, showsValues: Bool) {
    details = analysis.diagnosis.details
    rawFrames = analysis.diagnosis.facts.stack.frames
    self.showsValues = showsValues
    conventions = .matching(analysis.build)
  }

  // MARK: - panics[]

  /// Members of the panic at `index` of the chain.
  func writePanic(_ index: Int, to json: inout JSONWriter) {
    if let value = index < details.panicValues.count ? details.panicValues[index] : nil {
      json.object("value") { write(value, to: &$0) }
      if !value.causes.isEmpty {
        json.array("causes") { json in
          for cause in value.causes {
            json.object {
              $0.member("depth", cause.depth)
              $0.member("field", cause.field)
              $0.member("type", cause.type)
              $0.member(
                "text",
                cause.text.map { cause.isPublic || showsValues ? $0 : Redaction.placeholder })
            }
          }
        }
      }
    }
    if let call = index < details.runningDefers.count ? details.runningDefers[index] : nil {
      json.object("deferredCall") {
        $0.member("function", conventions.printedName(call.function))
        $0.member("deferredBy", call.owner.map(conventions.printedName))
      }
    }
  }

  private func write(_ value: PanicValue, to json: inout JSONWriter) {
    json.member("type", value.type)
    json.member("package", value.package.isEmpty ? nil : value.package)
    json.member("address", hexadecimal: value.address.rawValue)
    if !value.fields.isEmpty {
      json.array("fields") { json in
        for field in value.fields { json.object { write(field, to: &$0) } }
      }
    }
    if value.omittedFields > 0 { json.member("omittedFields", value.omittedFields) }
    if let bounds = value.bounds {
      json.object("bounds") {
        $0.member("form", bounds.form)
        $0.member("x", bounds.index)
        $0.member(bounds.limitName, bounds.limit)
      }
    }
    if let assertion = value.assertion {
      json.object("assertion") {
        $0.member("interface", assertion.interface)
        $0.member("concrete", assertion.concrete)
        $0.member("asserted", assertion.asserted)
        $0.member("missingMethod", assertion.missingMethod)
      }
    }
  }

  private func write(_ field: ValueField, to json: inout JSONWriter) {
    json.member("name", field.path)
    json.member("type", field.type)
    guard let value = field.value else { return }
    if case .string(let text, let length) = value {
      json.member("length", length)
      json.member("value", showsValues || length == 0 ? text : Redaction.placeholder)
    } else {
      json.member("value", ScalarText.text(of: value, type: field.type))
    }
  }

  // MARK: - crash

  /// Members of `crash`.
  func writeCrash(to json: inout JSONWriter) {
    let pending = details.pendingDefers
    if !pending.frames.isEmpty {
      json.array("pendingDefers") { json in
        for frame in pending.frames where frame.frame < rawFrames.count {
          for call in frame.calls {
            json.object {
              $0.member("function", conventions.printedName(call.function))
              $0.member("framePC", hexadecimal: rawFrames[frame.frame].pc.rawValue)
              $0.member("frameSP", hexadecimal: rawFrames[frame.frame].stackPointer.rawValue)
              $0.member("openCoded", call.isOpenCoded)
            }
          }
        }
      }
    }
    if pending.elsewhere > 0 { json.member("pendingDefersElsewhere", pending.elsewhere) }
    if let use = details.stackUse { json.object("stackUse") { write(use, to: &$0) } }
    if let use = details.stackUse, !use.cycle.isEmpty {
      json.object("recursion") { json in
        json.array("cycle") { json in for name in use.cycle { json.element(name) } }
        json.member("repeats", use.repeats)
        json.member("bytes", use.cycleBytes)
        json.member("bytesEachTurn", use.bytesEachTurn)
      }
    }
    if details.memoryUse != nil || details.allocation != nil {
      json.object("memory") { writeMemory(to: &$0) }
    }
    if let use = details.threadUse { json.object("threads") { write(use, to: &$0) } }
  }

  private func write(_ use: StackUse, to json: inout JSONWriter) {
    json.member("frames", use.frames)
    json.member("bytes", use.bytes)
    json.array("functions") { json in
      for share in use.shares {
        json.object {
          $0.member("function", share.function)
          $0.member("frames", share.frames)
          $0.member("bytes", share.bytes)
        }
      }
    }
  }

  private func writeMemory(to json: inout JSONWriter) {
    if let allocation = details.allocation {
      json.object("allocation") {
        $0.member("function", allocation.entry)
        $0.member("size", allocation.size)
        $0.member("type", allocation.type)
      }
    }
    guard let use = details.memoryUse else { return }
    json.member("limit", use.memoryLimit)
    json.member("percent", use.collectorPercent)
    json.member("collectorOff", use.isCollectorOff)
    json.member("goal", use.heapGoal)
    json.member("live", use.live)
    json.member("marked", use.marked)
    json.member("inUse", use.inUse)
    json.member("free", use.free)
    json.member("released", use.released)
    json.member("mapped", use.mapped)
    json.member("allocated", use.allocated)
    json.member("freed", use.freed)
  }

  private func write(_ use: ThreadUse, to json: inout JSONWriter) {
    json.member("count", use.machines)
    json.member("limit", use.limit)
    json.array("holders") { json in
      for holder in use.holders {
        json.object {
          $0.member("status", holder.status)
          $0.member("function", holder.function)
          $0.member("count", holder.count)
        }
      }
    }
  }
}
