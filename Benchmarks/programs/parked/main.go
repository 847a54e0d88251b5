// Command parked parks goroutines in sixteen stacks of about ten frames, waits until they all
// sleep, and panics.
//
//	parked N
//
// It is a web shop, as far as its stacks tell.
package main

import (
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"time"
)

// A task is what one goroutine does: something that never ends.
type task interface {
	run(id int) error
}

// A supervisor starts goroutines and knows how many have got to work.
type supervisor struct {
	kinds   []task
	started atomic.Int64
}

func (s *supervisor) launch(count int) {
	for id := 0; id < count; id++ {
		go s.serve(id)
	}
}

//go:noinline
func (s *supervisor) serve(id int) {
	if err := s.guard(id, s.kinds[id%len(s.kinds)]); err != nil {
		fmt.Fprintln(os.Stderr, "task", id, "ended:", err)
	}
}

//go:noinline
func (s *supervisor) guard(id int, t task) (err error) {
	defer func() {
		if s.started.Load() < 0 {
			err = fmt.Errorf("task %d before its time", id)
		}
	}()
	return s.instrument(id, t)
}

//go:noinline
func (s *supervisor) instrument(id int, t task) error {
	s.started.Add(1)
	err := t.run(id)
	s.started.Add(-1)
	return err
}

// settle returns when the goroutines are parked, or nearly all of them.
func (s *supervisor) settle(count int) {
	for s.started.Load() < int64(count) {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(300*time.Millisecond + time.Duration(count)*time.Microsecond)
}

//go:noinline
func (s *supervisor) audit(ledger map[string]int) {
	s.balance(ledger, "checking", "savings")
}

//go:noinline
func (s *supervisor) balance(ledger map[string]int, accounts ...string) {
	total := 0
	for _, account := range accounts {
		total += ledger[account]
	}
	if total != 0 {
		panic(fmt.Errorf("ledger is out of balance by %d", total))
	}
}

func main() {
	arguments := os.Args[1:]
	if len(arguments) != 1 {
		fmt.Fprintln(os.Stderr, "usage: parked N")
		os.Exit(2)
	}
	count, err := strconv.Atoi(arguments[0])
	if err != nil || count < 0 {
		fmt.Fprintln(os.Stderr, "parked: N has to be a number of goroutines")
		os.Exit(2)
	}
	s := &supervisor{kinds: openShop()}
	s.launch(count)
	s.settle(count)
	s.audit(map[string]int{"checking": count + 1, "savings": -count})
}
