// Package parked blocks goroutines in every way that Go has, each under a function whose name
// says how, so that a reader of a core knows what should be there.
package parked

import (
	"sync"
	"time"

	"example.com/crashlab/orders"
)

// closing is never closed: whoever waits for it waits until the end.
var closing = make(chan struct{})

// Shop holds what its goroutines wait for.
type Shop struct {
	incoming   chan *orders.Cart
	outgoing   chan orders.Receipt
	full       chan orders.Cents
	till       sync.Mutex
	prices     sync.RWMutex
	stock      sync.RWMutex
	doorLock   sync.Mutex
	door       *sync.Cond
	deliveries sync.WaitGroup
	ticker     *time.Ticker
	alarm      *time.Timer
}

// Open starts all goroutines. They are parked, or busy, a moment later.
func Open() *Shop {
	shop := &Shop{
		incoming: make(chan *orders.Cart),
		outgoing: make(chan orders.Receipt),
		full:     make(chan orders.Cents, 2),
		ticker:   time.NewTicker(time.Hour),
	}
	shop.door = sync.NewCond(&shop.doorLock)
	shop.alarm = time.AfterFunc(time.Hour, shop.closeForTheNight)
	shop.full <- 100
	shop.full <- 200

	// Nobody gives these up.
	shop.till.Lock()
	shop.prices.Lock()
	shop.stock.RLock()
	shop.deliveries.Add(1)

	go shop.receiveCart()
	go shop.sendReceipt(orders.Receipt{Number: 7, Amount: 12345})
	go shop.sendToFullBuffer(300)
	go receiveFromNil(nil)
	go sendToNil(nil, 42)
	go shop.selectAmongFour(nil)
	go selectNothing()
	go shop.lockMutex()
	go shop.lockMutex()
	go shop.lockForReading()
	go shop.lockForWriting()
	go shop.waitForCondition()
	go shop.waitForGroup()
	go sleepForAnHour()
	go shop.waitForTick()
	go rangeOverChannel(shop.incoming)
	go waitLabelled()

	startNetwork()
	startFiles()
	startThreads()
	startArguments()
	startGenerics()
	startClosures()
	startRecursion()
	startCoroutine()
	return shop
}

func (s *Shop) closeForTheNight() {
	s.ticker.Stop()
}

func (s *Shop) receiveCart() {
	cart := <-s.incoming
	cart.Add("gift", 1, 0)
}

func (s *Shop) sendReceipt(receipt orders.Receipt) {
	s.outgoing <- receipt
}

func (s *Shop) sendToFullBuffer(amount orders.Cents) {
	s.full <- amount
}

func receiveFromNil(never chan orders.Cents) {
	<-never
}

func sendToNil(never chan orders.Cents, amount orders.Cents) {
	never <- amount
}

func (s *Shop) selectAmongFour(never chan int) {
	night := time.After(2 * time.Hour)
	select {
	case s.outgoing <- orders.Receipt{Number: 8}:
	case cart, ok := <-s.incoming:
		println(cart, ok)
	case <-night:
	case never <- 1:
	}
}

func selectNothing() {
	select {}
}

func (s *Shop) lockMutex() {
	s.till.Lock()
	defer s.till.Unlock()
	s.ticker.Reset(time.Minute)
}

func (s *Shop) lockForReading() {
	s.prices.RLock()
	defer s.prices.RUnlock()
}

func (s *Shop) lockForWriting() {
	s.stock.Lock()
	defer s.stock.Unlock()
}

func (s *Shop) waitForCondition() {
	s.doorLock.Lock()
	for {
		s.door.Wait()
	}
}

func (s *Shop) waitForGroup() {
	s.deliveries.Wait()
}

func sleepForAnHour() {
	time.Sleep(time.Hour)
}

func (s *Shop) waitForTick() {
	for now := range s.ticker.C {
		println(now.Unix())
	}
}

func rangeOverChannel(carts <-chan *orders.Cart) {
	for cart := range carts {
		cart.Add("sticker", 1, 0)
	}
}
