package main

import (
	"sync"
	"time"
)

func init() {
	register("lock-crowd", lockCrowd)
}

// A lockage is a ship's way through the lock gate, which one ship after the other takes.
type lockage struct {
	gate sync.Mutex
	done []string
}

// lockCrowd is a crowd before a lock whose holder takes its time; others wait for work.
func lockCrowd() {
	l := &lockage{}
	go l.repair()
	time.Sleep(20 * time.Millisecond)
	for ship := 0; ship < 12; ship++ {
		go l.pass("barge")
	}
	orders := make(chan int)
	for pilot := 0; pilot < 20; pilot++ {
		go pilotShips(orders)
	}
	time.Sleep(50 * time.Millisecond)
	ready()
	time.Sleep(time.Hour)
}

//go:noinline
func (l *lockage) repair() {
	l.gate.Lock()
	defer l.gate.Unlock()
	drain()
}

//go:noinline
func drain() { time.Sleep(time.Hour) }

//go:noinline
func (l *lockage) pass(ship string) {
	l.gate.Lock()
	defer l.gate.Unlock()
	l.done = append(l.done, ship)
}

//go:noinline
func pilotShips(orders chan int) {
	for range orders {
	}
}
