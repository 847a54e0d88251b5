package parked

import (
	"errors"

	"example.com/crashlab/orders"
)

// The functions below wait with every kind of argument. They use their arguments after the wait,
// so that these are alive while it lasts, except where the name says otherwise.

type address struct {
	street string
	number uint16
	zip    [3]byte
	valid  bool
}

type level6 struct{ value, other int32 }
type level5 struct{ inner level6 }
type level4 struct{ inner level5 }
type level3 struct {
	inner level4
	flag  bool
}
type level2 struct{ inner level3 }
type level1 struct{ inner level2 }

func startArguments() {
	home := address{street: "Harbour Road", number: 12, zip: [3]byte{1, 2, 3}, valid: true}
	number := 99
	go func() { useStrings("Ada", "two cups, blue", 1780) }()
	go func() { useSmall(-1, 2, -3, 4, -5, 6, true, 'é') }()
	go func() { useFloats(0.5, 2.25, complex(1, -1), 8) }()
	go func() { useSlices([]byte("bytes"), []string{"a", "b"}, nil) }()
	go func() { useReferences(map[string]int{"tea": 1}, make(chan int, 3), func() {}, &number) }()
	go func() { useInterfaces(errors.New("closed"), 7, nil, &orders.Cash{}) }()
	go func() { useVariadic("total", 1, "two", 3.0, []int{4}) }()
	go func() { useTwelve(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) }()
	go func() { useStruct(home, 5, &home) }()
	go func() { useArrays([1]int{1}, [2]string{"x", "y"}, [4]int16{1, 2, 3, 4}, [0]int{}, struct{}{}) }()
	go func() { useNested(level1{level2{level3{level4{level5{level6{1, 2}}}, true}}}, 3) }()
	go func() { useManyWords(home, home, "rest") }()
	go func() { useNothing() }()
	go func() { useDead(11, 22, "dead") }()
	go useStrings("started", "directly", 5)
	go useStruct(home, 6, &home)
}

//go:noinline
func useStrings(customer, note string, amount orders.Cents) int {
	<-closing
	return len(customer) + len(note) + int(amount)
}

//go:noinline
func useSmall(a int8, b uint8, c int16, d uint16, e int32, f uint32, g bool, h rune) int {
	<-closing
	if g {
		return int(a) + int(b) + int(c)
	}
	return int(d) + int(e) + int(f) + int(h)
}

//go:noinline
func useFloats(a float32, b float64, c complex128, count int) float64 {
	<-closing
	return float64(a) + b + real(c) + imag(c) + float64(count)
}

//go:noinline
func useSlices(raw []byte, names []string, none []int) int {
	<-closing
	return len(raw) + len(names) + len(none)
}

//go:noinline
func useReferences(counts map[string]int, numbers chan int, then func(), number *int) int {
	<-closing
	then()
	return counts["tea"] + len(numbers) + *number
}

//go:noinline
func useInterfaces(err error, value, none interface{}, payment orders.Payment) string {
	<-closing
	if value == none {
		return err.Error()
	}
	reference, _ := payment.Charge("Ada", 1)
	return reference
}

//go:noinline
func useVariadic(name string, values ...interface{}) int {
	<-closing
	return len(name) + len(values)
}

//go:noinline
func useTwelve(a, b, c, d, e, f, g, h, i, j, k, l int) int {
	<-closing
	return a + b + c + d + e + f + g + h + i + j + k + l
}

//go:noinline
func useStruct(where address, floor int, other *address) int {
	<-closing
	return len(where.street) + int(where.number) + int(where.zip[1]) + floor + len(other.street)
}

//go:noinline
func useArrays(one [1]int, two [2]string, four [4]int16, none [0]int, empty struct{}) int {
	<-closing
	return one[0] + len(two[0]) + len(two[1]) + int(four[3]) + len(none)
}

//go:noinline
func useNested(deep level1, count int) int {
	<-closing
	return int(deep.inner.inner.inner.inner.inner.value) + count
}

//go:noinline
func useManyWords(from, to address, rest string) int {
	<-closing
	return len(from.street) + len(to.street) + len(rest)
}

//go:noinline
func useNothing() {
	<-closing
}

// useDead does not need its arguments any more when it waits.
//
//go:noinline
func useDead(a, b int, text string) int {
	sum := a + b + len(text)
	<-closing
	return sum
}
