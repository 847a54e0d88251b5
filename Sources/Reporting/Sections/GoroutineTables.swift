// Goroutines in a line each, alone or grouped: what they were doing, and where in the program.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// What stands for names where no function is known.
struct BareAddresses {
  let text: String

  /// `start` is the function that the goroutine began with, `creator` where it was made.
  init(_ start: Address, _ creator: Address) {
    text = "start \(start)" + (creator.isNull ? "" : "  created at \(creator)")
  }
}

/// Makes tables of goroutines.
enum GoroutineTables {
  /// A row for each goroutine; a star marks the one that crashed.
  static func goroutines(_ goroutines: GoroutineList) -> Table {
    Table(
      [
        Table.Column(.exactly(1), gap: ""), Table.Column(.exactly(7), gap: " "),
        Table.Column(.exactly(24), gap: " "), Table.Column(), Table.Column(),
      ]
    ) { body in
      // A service has a hundred thousand goroutines in a few places.
      var places: [Int32: String] = [:]
      goroutines.describeEachInBrief { goroutine in
        let place =
          switch goroutine.place {
          case .none(let end): "(stack \(end.message))"
          case .unnamed(let pc, let start, let creator):
            "pc \(pc)  \(BareAddresses(start, creator).text)"
          case .frame(let frame, let number): text(of: frame, number, &places)
          }
        return body(
          Table.Row([
            goroutine.isCrashed ? "*" : " ", String(goroutine.id), goroutine.state, place,
            goroutine.isSystem ? "(system)" : "",
          ]))
      }
    }
  }

  private static func text(
    of frame: GoroutineBrief.Frame, _ number: Int32, _ places: inout [Int32: String]
  ) -> String {
    if let known = places[number] { return known }
    let text = "\(frame.function)  \(frame.file):\(frame.line)"
    places[number] = text
    return text
  }
}
