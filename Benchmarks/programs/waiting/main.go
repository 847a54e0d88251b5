// Command waiting leaves goroutines that each wait for a channel or a lock of its own, until it is killed.
//
//	waiting N
//
// It is a broker of messages: some of its goroutines have been forgotten, and to the channels of the
// others lead a map, contexts, a list and the holders of locks.
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"
)

type message struct{ text string }

// A broker knows those who can still get a message.
type broker struct {
	subscribers map[int]*subscriber
	sessions    context.Context
	stages      *stage
	accounts    []*account
}

// everything is what keeps the broker alive.
var everything *broker

// ask forgets about an answer, as a caller does whose time is up.
//
//go:noinline
func ask(question int) {
	answers := make(chan message)
	go answer(question, answers)
}

//go:noinline
func answer(question int, answers chan<- message) {
	answers <- message{strconv.Itoa(question)}
}

// A subscriber is in a map.
type subscriber struct {
	name  string
	inbox chan message
}

func (b *broker) subscribe(id int) {
	s := &subscriber{name: strconv.Itoa(id), inbox: make(chan message)}
	b.subscribers[id] = s
	go s.listen()
}

//go:noinline
func (s *subscriber) listen() {
	for m := range s.inbox {
		s.name = m.text
	}
}

// A session ends with the context that its own one was made from.
func (b *broker) open(id int) {
	ctx, cancel := context.WithCancel(b.sessions)
	go serve(ctx, cancel, make(chan message))
}

//go:noinline
func serve(ctx context.Context, cancel func(), requests chan message) {
	defer cancel()
	select {
	case <-requests:
	case <-ctx.Done():
	}
}

// A stage is in a list, the last one first.
type stage struct {
	input chan message
	next  *stage
}

func (b *broker) extend() {
	b.stages = &stage{make(chan message), b.stages}
	go work(b.stages.input)
}

//go:noinline
func work(input chan message) { <-input }

// An account is locked by one goroutine, which waits for the bank, and wanted by others.
type account struct {
	lock    sync.Mutex
	bank    chan message
	balance int
}

func (b *broker) lend(id int) {
	if id%10 != 0 {
		go b.accounts[len(b.accounts)-1].pay(id)
		return
	}
	a := &account{bank: make(chan message)}
	b.accounts = append(b.accounts, a)
	locked := make(chan struct{})
	go a.settle(locked)
	<-locked
}

//go:noinline
func (a *account) settle(locked chan struct{}) {
	a.lock.Lock()
	defer a.lock.Unlock()
	close(locked)
	<-a.bank
}

//go:noinline
func (a *account) pay(amount int) {
	a.lock.Lock()
	defer a.lock.Unlock()
	a.balance -= amount
}

func main() {
	count := 0
	if len(os.Args) == 2 {
		count, _ = strconv.Atoi(os.Args[1])
	}
	if count <= 0 {
		fmt.Fprintln(os.Stderr, "usage: waiting N")
		os.Exit(2)
	}
	sessions, cancel := context.WithCancel(context.Background())
	defer cancel()
	everything = &broker{subscribers: map[int]*subscriber{}, sessions: sessions}
	for id := 0; id < count; id++ {
		switch id % 20 {
		case 0, 1, 2, 3, 4, 5:
			ask(id)
		case 6, 7, 8, 9, 10:
			everything.subscribe(id)
		case 11, 12, 13, 14:
			everything.open(id)
		case 15, 16, 17:
			everything.lend(id/20*3 + id%20 - 15)
		default:
			everything.extend()
		}
	}
	time.Sleep(time.Hour)
}
