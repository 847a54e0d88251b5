// Floats as the runtime prints them in a panic's text.

/// A float as the runtime prints it up to go1.25, `+1.500000e+000` (runtime/print.go printfloat).
func runtimeFloat(_ value: Double) -> String {
  if value.isNaN { return "NaN" }
  if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
  let digits = 7
  var magnitude = value.magnitude
  var exponent = 0
  if magnitude == 0 {
    if value.sign == .minus { return "-0.000000e+000" }
    return "+0.000000e+000"
  }
  while magnitude >= 10 {
    exponent += 1
    magnitude /= 10
  }
  while magnitude < 1 {
    exponent -= 1
    magnitude *= 10
  }
  var rounding = 5.0
  for _ in 0..<digits { rounding /= 10 }
  magnitude += rounding
  if magnitude >= 10 {
    exponent += 1
    magnitude /= 10
  }
  var text = value.sign == .minus ? "-" : "+"
  for index in 0..<digits {
    let digit = Int(magnitude)
    text += String(min(9, max(0, digit)))
    if index == 0 { text += "." }
    magnitude = (magnitude - Double(digit)) * 10
  }
  let power = String(exponent.magnitude)
  text += "e" + (exponent < 0 ? "-" : "+")
  return text + String(repeating: "0", count: max(0, 3 - power.count)) + power
}

/// A float as the runtime prints it since go1.26: the fewest digits that give the same number, in
/// strconv's format `g` (strconv/ftoa.go). `description` is Swift's text of the number, which has the
/// same digits.
func shortestFloat(_ description: String) -> String {
  switch description {
  case "nan", "-nan": return "NaN"
  case "inf": return "+Inf"
  case "-inf": return "-Inf"
  default: break
  }
  let isNegative = description.hasPrefix("-")
  let parts = description.drop { $0 == "-" }.split(separator: "e")
  guard let mantissa = parts.first else { return description }
  let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
  let halves = mantissa.split(separator: ".", omittingEmptySubsequences: false)
  var digits = Array(halves.joined().utf8)
  var point = (halves.first?.count ?? 0) + exponent
  while digits.first == 0x30, digits.count > 1 {
    digits.removeFirst()
    point -= 1
  }
  while digits.last == 0x30, digits.count > 1 { digits.removeLast() }
  let sign = isNegative ? "-" : ""
  guard digits != [0x30] else { return sign + "0" }
  func text(_ range: some Sequence<UInt8>) -> String {
    String(decoding: Array(range), as: UTF8.self)
  }
  let power = point - 1
  guard power >= -4, power < 6 else {
    let fraction = digits.count > 1 ? "." + text(digits[1...]) : ""
    let magnitude = String(power.magnitude)
    return sign + text(digits[..<1]) + fraction + (power < 0 ? "e-" : "e+")
      + (magnitude.count < 2 ? "0" : "") + magnitude
  }
  if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + text(digits) }
  if digits.count <= point {
    return sign + text(digits) + String(repeating: "0", count: point - digits.count)
  }
  return sign + text(digits[..<point]) + "." + text(digits[point...])
}
