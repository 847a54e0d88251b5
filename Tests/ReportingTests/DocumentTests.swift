// Documents that are made by hand, as the renderers write them.

import Reporting
import Testing

/// The document for a screen.
private func screen(_ sections: Section..., color: Bool = false) -> String {
  let output = Output()
  TextRenderer(style: TextStyle(usesColor: color), out: output.writer).write(Document(sections))
  return output.text
}

/// The document for a page, without its title.
private func page(_ sections: Section...) -> String {
  let output = Output()
  MarkdownRenderer(out: output.writer).write(Document(title: .quoted("t"), sections))
  return String(output.text.dropFirst("## `t`\n\n".count))
}

/// What a core might say.
private let hostile = "\u{1b}[31m<b>|`x`\u{202e}\n# y"
private let escaped = #"\u{1b}[31m<b>|`x`\u{202e}\n# y"#

@Suite("A document on a screen")
struct ScreenTests {
  @Test("has labels at the left, and an empty line between parts that are not tight")
  func labels() {
    let text = screen(
      Section { .passages([Passage("FIRST", [.lines([Line("a"), Line("b")])])]) },
      Section { .notes(label: "NOTICE", [Line("c", mark: "likely")]) },
      Section(isTight: true) { .steps(label: "NEXT", commands: ["run"], checks: ["look"]) })
    #expect(
      text == """
        FIRST   a
                b

        NOTICE  c  [likely]
        NEXT    run
                check: look

        """)
  }

  @Test("leaves out what has no content, and what only a page shows")
  func absent() {
    let text = screen(
      Section { .facts([]) }, Section { .notes(label: "NONE", []) },
      Section(on: .page) { .notes(label: "PAGE", [Line("a")]) },
      Section { .facts([Fact("A", "a", Line("b"), on: .page), Fact("C", "c", Line("d"))]) })
    #expect(text == "C       d\n")
  }

  @Test("shows the longest form of a line that fits, and cuts off what may be cut")
  func fitting() {
    let long = String(repeating: "l", count: Line.columns + 1)
    let facts = [
      Fact("A", "", .quoted(long, shorter: ["short", "s"])),
      Fact("B", "", .quoted(long)),
      Fact("C", "", Line([TextSpan("id  "), TextSpan(long, isElastic: true), TextSpan("  end")])),
      Fact("D", "", Line([TextSpan(long), TextSpan("0123456789abcdef", isElastic: true)])),
    ]
    let lines = screen(Section { .facts(facts) }).split(separator: "\n").map(String.init)
    #expect(lines[0] == "A       short")
    #expect(lines[1] == "B       " + long)
    #expect(lines[2] == "C       id  " + long.prefix(Line.columns - 10) + "…  end")
    #expect(lines[2].count == Line.columns + 8)
    #expect(lines[3] == "D       " + long + "0123456789a…")
  }

  @Test("has the mark of a headline in its column, or behind the last line of a long title")
  func headline() {
    func headline(_ title: String) -> String {
      screen(Section { .headline(Headline("CRASH", title, mark: "bounds, certain")) })
    }
    #expect(
      headline("t") == "CRASH   t" + String(repeating: " ", count: 65) + " [bounds, certain]\n")
    let lines = headline(Array(repeating: "title", count: 20).joined(separator: " "))
      .split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0] == "CRASH   " + Array(repeating: "title", count: 15).joined(separator: " "))
    #expect(lines[1].hasPrefix("        title title title title title   "))
    #expect(lines[1].hasSuffix("   [bounds, certain]"))
    #expect(
      lines[1].firstIndex(of: "[").map { lines[1].distance(from: lines[1].startIndex, to: $0) }
        == 75)
  }

  @Test("measures columns by what is shown, and pads all but the last cell")
  func columns() {
    let table = Table(
      [
        Table.Column(.widest(limit: .max), isRight: true, gap: " × "),
        Table.Column(.widest(limit: 6)), Table.Column(.exactly(4), gap: " "), Table.Column(),
      ],
      rows: [
        Table.Row(["1", "\u{1b}", "ab", "c"], below: ["below"]),
        Table.Row(["20", "much too long", "", "d"]), Table.Row(["3", "x", "", ""]),
      ])
    let text = screen(Section { .passages([Passage("ROWS", [.table(table)])]) })
    #expect(
      text == """
        ROWS     1 × \\u{1b}  ab   c
                below
                20 × much too long       d
                 3 × x

        """)
  }

  @Test("has the columns of the whole table where rows are left out, and a head in bold")
  func cutTable() {
    let table = Table(
      [Table.Column(.widest(limit: .max), isRight: true), Table.Column(kind: .alarm)],
      head: ["N", ""], limit: 1, rows: [Table.Row(["1", "NEW"]), Table.Row(["1000", ""])])
    let section = Section { .passages([Passage(nil, [.table(table)])]) }
    #expect(screen(section) == "   N\n   1  NEW\n")
    #expect(
      screen(section, color: true)
        == "\u{1b}[1m   N\u{1b}[0m\n   1  \u{1b}[1;31mNEW\u{1b}[0m\n")
  }

  @Test("moves no name of a frame that fits, and notes what is missing")
  func stack() {
    let stack = StackBlock(
      rows: [
        .frame(number: 9, name: "main.f()", place: "a.go:1"),
        .note(Line("… 2 frames not shown")),
        .frame(number: 12, name: String(repeating: "n", count: 50), place: "b.go:2"),
        .frame(number: 123, name: "main.g()", place: "c.go:3"),
      ], nameWidth: 50)
    let blocks: [Block] = [
      .lines([Line("goroutine 1")]), .details([Line("waits")]), .stack(stack),
      .registers(
        [("rax", "0x1"), ("r8", "0x2"), ("c", "0x3"), ("d", "0x4"), ("e", "0x5")], source: "s"),
    ]
    let names = String(repeating: "n", count: 50)
    #expect(
      screen(Section { .passages([Passage("STACK", blocks)]) }) == """
        STACK   goroutine 1
             waits
         #9  main.f()\(String(repeating: " ", count: 36))  a.go:1
             … 2 frames not shown
         #12 \(names)  b.go:2
        #123 main.g()\(String(repeating: " ", count: 36))  c.go:3
             registers (s):
               rax 0x1                 r8  0x2                 c   0x3                 d   0x4
               e   0x5

        """)
  }

  @Test("has a label on a line of its own above what takes no label")
  func labelAlone() {
    let each = Block.each { body in
      for number in 1...2 where !body([.lines([Line("\(number)")]), .details([Line("x")])]) {
        return
      }
    }
    #expect(
      screen(Section { .passages([Passage("ALL", [each])]) })
        == "ALL     \n1\n     x\n\n2\n     x\n")
  }

  @Test("escapes what is hostile wherever it stands")
  func hostileText() {
    let text = screen(
      Section { .headline(Headline("CRASH", hostile, mark: hostile)) },
      Section { .facts([Fact("A", "A", .quoted(hostile))]) },
      Section { .notes(label: "B", [Line(hostile)]) },
      Section { .steps(label: "C", commands: [hostile], checks: [hostile]) },
      Section {
        .passages([
          Passage(
            "D",
            [
              .lines([Line(hostile, .faint)]), .details([Line(hostile, .strong)]),
              .table(Table([Table.Column()], rows: [Table.Row([hostile])])),
              .stack(
                StackBlock(
                  rows: [.frame(number: 1, name: hostile, place: hostile), .note(Line(hostile))],
                  nameWidth: 1)),
            ])
        ])
      })
    #expect(!text.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{202e}" })
    #expect(text.ranges(of: escaped).count == 12)
    #expect(!text.split(separator: "\n").contains { $0.hasPrefix("# y") })
  }

  @Test("says the same in colour")
  func color() {
    let section = Section {
      .passages([
        Passage(
          "A",
          [
            .lines([
              Line([TextSpan("b", .strong), TextSpan(" "), TextSpan("c", .alarm)]),
              Line("d", .faint),
            ])
          ])
      ])
    }
    #expect(screen(section) == "A       b c\n        d\n")
    #expect(
      screen(section, color: true)
        == "\u{1b}[1mA\u{1b}[0m       \u{1b}[1mb\u{1b}[0m \u{1b}[1;31mc\u{1b}[0m\n"
        + "\u{1b}[2m        d\u{1b}[0m\n")
  }

  @Test("asks a long list for no more once nothing can be written")
  func refused() {
    let output = Output(blockSize: 1, accepts: 2)
    var asked = 0
    let each = Block.each { body in
      while asked < 100 {
        asked += 1
        if !body([.lines([Line("x")])]) { return }
      }
    }
    TextRenderer(style: TextStyle(usesColor: false), out: output.writer)
      .write(Document([Section { .passages([Passage(nil, [each])]) }]))
    #expect(asked < 5)
  }
}

@Suite("A document on a page")
struct PageTests {
  @Test("has facts in a table: what a core says in code, gocore's words escaped")
  func facts() {
    let text = page(
      Section {
        .facts([
          Fact("", "Class", Line([TextSpan("a|b", .quoted), TextSpan(" (x_y), <z>")])),
          Fact("W", "", .quoted("long", shorter: ["s"])),
          Fact("S", "Screen", Line("no"), on: .screen),
          Fact("", "Link", Line([TextSpan("t*", .link("https://e.example/1"))])),
        ])
      })
    #expect(
      text == """
        | | |
        |---|---|
        | **Class** | `a\\|b` (x\\_y), &lt;z&gt; |
        |  | `long` |
        | **Link** | [t\\*](https://e.example/1) |


        """)
  }

  @Test("has a grid as a table, and a line between it and the list above")
  func grid() {
    let grid = Grid(
      [("count", true), ("", false)],
      rows: [[[Line("1")], [.quoted("a|b"), Line("c_d")]], [[Line("2")], []]])
    #expect(
      page(Section { .notes(label: "N", [Line("n")]) }, Section { .grid(grid) }) == """
        - n

        | count | |
        |--:|---|
        | 1 | `a\\|b`<br>c\\_d |
        | 2 |  |

        """)
    #expect(screen(Section { .grid(grid) }) == "count\n    1  a|b, c_d\n    2\n")
  }

  @Test("joins parts with the same heading, in one block of code with an empty line between")
  func headings() {
    func part(_ label: String, isTight: Bool = false, margin: Section.Margin = .labels) -> Section {
      Section("Details", isTight: isTight, pageMargin: margin) {
        .passages([Passage(label, [.lines([Line("x"), Line("y")])])])
      }
    }
    let text = page(
      Section("None") { .passages([]) }, part("A"), part("B", isTight: true),
      part("C", margin: .blank), part("D", margin: .none),
      Section("Notices") { .notes(label: "NOTICE", [Line("n", mark: "likely")]) },
      Section("Notices", isTight: true) { .notes(label: "NOTICE", [Line("m")]) },
      Section("Next") { .steps(label: "NEXT", commands: ["a b"], checks: ["c"]) })
    #expect(
      text == """
        ### Details

        ```text
        A       x
                y
        B       x
                y

                x
                y

        x
        y
        ```

        ### Notices

        - n (likely)
        - m

        ### Next

        ```sh
        a b
        ```

        - [ ] c


        """)
  }

  @Test("folds a block of more than fifteen lines", arguments: [15, 16])
  func folded(count: Int) {
    let lines = (1...count).map { Line("\($0)") }
    let text = page(Section("S") { .passages([Passage(nil, [.lines(lines)])]) })
    let code = "```text\n" + lines.indices.map { "\($0 + 1)\n" }.joined() + "```\n\n"
    #expect(
      text
        == (count == 15
          ? "### S\n\n" + code
          : "### S\n\n<details>\n<summary>16 lines</summary>\n\n\(code)</details>\n\n"))
  }

  @Test("has a fence longer than any run of backquotes in the block, even over many writes")
  func fence() {
    let run = String(repeating: "`", count: 200_000)
    let text = page(Section("S") { .passages([Passage(nil, [.lines([Line(run)])])]) })
    #expect(text == "### S\n\n\(run)`text\n\(run)\n\(run)`\n\n")
  }

  @Test("lets no hostile text be markup")
  func hostileText() {
    let text = page(
      Section { .facts([Fact("A", "A", .quoted(hostile)), Fact("B", "B", Line(hostile))]) },
      Section("N") { .notes(label: "N", [Line(hostile), .quoted(hostile)]) },
      Section("S") { .steps(label: "S", commands: [hostile], checks: [hostile]) },
      Section("P") { .passages([Passage(nil, [.lines([Line(hostile)])])]) })
    #expect(!text.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{202e}" })
    let words = ##"\\u{1b}\[31m&lt;b&gt;\|\`x\`\\u{202e}\\n\# y"##
    #expect(text.contains("| **A** | ``\(escaped.replacing("|", with: "\\|"))`` |\n"))
    #expect(text.contains("| **B** | \(words) |\n"))
    #expect(text.contains("- \(words)\n- ``\(escaped)``\n"))
    #expect(text.contains("```sh\n\(escaped)\n```\n\n- [ ] \(words)\n"))
    #expect(text.contains("```text\n\(escaped)\n```\n"))
  }
}
