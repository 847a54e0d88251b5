package main

import "sync"

func init() {
	register("unlock-of-unlocked", func() { new(drawer).shut() })
	register("rwmutex-unlock", func() { new(drawer).publish() })
	register("negative-waitgroup", func() { new(drawer).finish() })
}

type drawer struct {
	lock   sync.Mutex
	prices sync.RWMutex
	group  sync.WaitGroup
}

//go:noinline
func (d *drawer) shut() { d.lock.Unlock() }

//go:noinline
func (d *drawer) publish() { d.prices.Unlock() }

//go:noinline
func (d *drawer) finish() { d.group.Done() }
