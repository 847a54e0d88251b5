// What of a program hung, for deaths that no goroutine caused: a signal from outside, a deadlock, a dump of
// a living process. Reports put it before everything that the signal happened to strike.

package import GoRuntime

/// What a report of a death is about.
package enum ReportSubject: Sendable {
  /// The thread or the goroutine that died.
  case death
  /// What the goroutines waited for; what the signal struck is chance.
  case standstill
}

/// What hung when the program was killed, dumped or found asleep.
package struct Standstill: Sendable {
  /// A goroutine, or several that wait for the same.
  package struct Member: Sendable {
    /// The first of them.
    package let goroutine: Goroutine
    /// How many there are.
    package var count = 1
    /// What it waits for, and the variable that is the lock, or `in` that holds it or leads to it; nil where
    /// nothing is known.
    package var wait: Wait?
    package var variable: String?
    /// What it was doing, in the words of a list: `chan send`, `running`.
    package let activity: String
    /// Where it is in the program; nil where its stack does not tell.
    package let function: String?
    package let place: String?
    /// In how many other places those alike are, of those that were looked at.
    package var otherPlaces = 0
    /// Why the member before waits for this one; nil where it does not.
    package var hold: Hold?
  }

  /// Why one goroutine keeps another waiting.
  package struct Hold: Sendable {
    package let confidence: Confidence
    package let reason: Evidence
    /// Whether it holds the lock; if not, it waits to write, and keeps new readers out.
    package var isHeld = true
    /// Whether it holds a RWMutex for reading.
    package var isReader = false
    /// How many more may hold the lock, or hold it for reading.
    package var others = 0
  }

  /// Goroutines that wait for each other in a row: each member keeps the one before it waiting.
  package struct Chain: Sendable {
    /// Why nobody in it goes on.
    package enum End: Sendable, Equatable {
      /// The last member waits for the one with this index.
      case circle(Int)
      /// The last member is part of a circle that is told before.
      case joinsCircle
      /// Nobody is seen to hold what the last member waits for.
      case nobodySeen
      /// The last member waits for another goroutine.
      case waits
      /// The last member computes, sleeps, or waits for the world outside.
      case busy
      /// Nothing can ever wake its only member.
      case forever
    }

    package var members: [Member]
    package var end: End
    /// For how many of its goroutines nothing can wake them, where not all were looked at.
    package var sample: ConcernedSample?
    /// How many other chains have the same places, and how many goroutines wait at their beginnings.
    package var alike = 0
    package var waitersAlike = 0

    /// Whether none of it goes on by itself.
    package var isStuck: Bool {
      switch end {
      case .circle, .joinsCircle, .waits, .forever: true
      case .nobodySeen, .busy: false
      }
    }
  }

  /// All goroutines, by what became of them.
  package struct Counts: Sendable, Equatable {
    /// In a circle, behind a lock whose holder waits for another goroutine, or never to be woken.
    package var stuck = 0
    /// Running, ready to run, or in a system call.
    package var working = 0
    /// All others of the program.
    package var waiting = 0
    /// The runtime's own.
    package var ofRuntime = 0

    package var total: Int { stuck + working + waiting + ofRuntime }
  }

  /// Whether nothing of the program could go on, so that all who wait are stuck.
  package var isAsleep = false
  /// The most important first.
  package var chains: [Chain] = []
  /// Goroutines of the program that were computing; the first of them, and how many there are.
  package var computing: [Member] = []
  package var computingCount = 0
  /// What the claims rest on, and what the verdict does.
  package var reasons: [Evidence] = []
  /// Nil where not all are known.
  package var counts: Counts?
  /// The first goroutines whose stacks show it.
  package var goroutines: [Goroutine] = []

  package init() {}
}
