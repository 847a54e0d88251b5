package main

import (
	"fmt"
	"os"

	"example.org/tide"
)

func init() {
	register("go-nil-func", goNilFunc)
	register("panic-passed-on", panicPassedOn)
	register("adapter-panic", func() { confirmTides(newGauge()) })
	register("adapter-panic-other", func() { withdrawTides(newGauge()) })
}

// MARK: A goroutine of no function

type signalman struct{ whenDark func() }

func goNilFunc() { new(signalman).light() }

//go:noinline
func (s *signalman) light() { go s.whenDark() }

// MARK: A panic that handlers pass on

type cargo struct {
	label    string
	customer *struct{ name string }
}

// panicPassedOn unloads under two guards, each of which notes a panic and panics with it again.
func panicPassedOn() {
	done := make(chan bool)
	go func() {
		guarded("crane", func() {
			guarded("deck", func() { deliver(&cargo{label: "coffee"}) })
		})
		done <- true
	}()
	<-done
}

func guarded(place string, work func()) {
	defer passOn(place)
	work()
}

func passOn(place string) {
	if reason := recover(); reason != nil {
		fmt.Fprintf(os.Stderr, "trouble at the %s: %v\n", place, reason)
		panic(reason)
	}
}

//go:noinline
func deliver(c *cargo) { println(c.customer.name) }

// MARK: A panic of a log

// office is where the harbour writes everything down, and the log that it lends to libraries.
type office struct{ pages []string }

func (o *office) write(page string) { o.pages = append(o.pages, page) }

func (o *office) Panicf(format string, values ...any) {
	text := fmt.Sprintf(format, values...)
	o.write(text)
	panic(text)
}

func newGauge() *tide.Gauge {
	gauge := tide.NewGauge(&office{})
	for height := 3; height < 6; height++ {
		gauge.Read(height)
	}
	return gauge
}

//go:noinline
func confirmTides(gauge *tide.Gauge) {
	gauge.Confirm(2)
	gauge.Confirm(7)
}

//go:noinline
func withdrawTides(gauge *tide.Gauge) {
	gauge.Confirm(2)
	gauge.Withdraw(1)
}
