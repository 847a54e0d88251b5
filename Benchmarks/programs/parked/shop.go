package main

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"
)

var errClosed = errors.New("the shop is closed")

type order struct {
	id    int
	items []string
	total int
}

// openShop makes one of each kind of task. What they wait for, nobody ever gives.
func openShop() []task {
	reader, writer, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &shop{
		orders: make(chan order), invoices: make(chan order), slots: make(chan struct{}, 1),
		quit: make(chan struct{}), ticker: time.NewTicker(24 * time.Hour),
		feed: reader, feeder: writer, ctx: ctx, cancel: cancel,
	}
	s.restocked = sync.NewCond(&s.shelf)
	s.slots <- struct{}{}
	s.ledger.Lock()
	s.prices.Lock()
	s.catalog.RLock()
	s.shipments.Add(1)
	warming := make(chan bool)
	go s.warm.Do(func() { close(warming); <-s.quit })
	<-warming
	return []task{
		&orderReader{s}, &invoiceSender{s}, &courier{s}, &doorman{}, &archivist{}, &auditor{},
		&cashier{s}, &priceTagger{s}, &cataloguer{s}, &dispatcher{s}, &restocker{s}, &nightWatch{s},
		&newsletter{s}, &barista{s}, &packer{s}, &stockFeed{s},
	}
}

type shop struct {
	orders, invoices chan order
	slots, quit      chan struct{}
	ticker           *time.Ticker
	feed, feeder     *os.File
	ctx              context.Context
	cancel           context.CancelFunc

	ledger          sync.Mutex
	prices, catalog sync.RWMutex
	shelf           sync.Mutex
	restocked       *sync.Cond
	stock           int
	shipments       sync.WaitGroup
	warm            sync.Once
}

// 1: chan receive

type orderReader struct{ *shop }

func (r *orderReader) run(id int) error { return r.readAll(id, 10) }

//go:noinline
func (r *orderReader) readAll(id, limit int) error {
	for seen := 0; seen < limit; seen++ {
		if _, err := r.readOne(id); err != nil {
			return err
		}
	}
	return nil
}

//go:noinline
func (r *orderReader) readOne(id int) (order, error) { return r.decode(id, r.next) }

//go:noinline
func (r *orderReader) decode(id int, source func() (order, bool)) (order, error) {
	o, ok := source()
	if !ok {
		return o, errClosed
	}
	o.id += id
	return o, nil
}

func (r *orderReader) next() (order, bool) {
	o, ok := <-r.orders
	return o, ok
}

// 2: chan send

type invoiceSender struct{ *shop }

func (i *invoiceSender) run(id int) error { return i.bill(id) }

//go:noinline
func (i *invoiceSender) bill(id int) error {
	for _, month := range []string{"January", "February"} {
		i.billMonth(id, month)
	}
	return nil
}

//go:noinline
func (i *invoiceSender) billMonth(id int, month string) { i.post(order{id, nil, len(month)}) }

//go:noinline
func (i *invoiceSender) post(o order) { i.enqueue(&o) }

//go:noinline
func (i *invoiceSender) enqueue(o *order) { i.invoices <- *o }

// 3: select

type courier struct{ *shop }

func (c *courier) run(id int) error { return c.drive(id) }

//go:noinline
func (c *courier) drive(id int) error {
	for {
		if o, err := c.pickUp(id); err != nil {
			return err
		} else if o.id == id {
			return nil
		}
	}
}

//go:noinline
func (c *courier) pickUp(id int) (order, error) { return c.waitFor(c.ctx, id) }

//go:noinline
func (c *courier) waitFor(ctx context.Context, id int) (order, error) {
	return c.chooseParcel(ctx, c.orders)
}

//go:noinline
func (c *courier) chooseParcel(ctx context.Context, parcels <-chan order) (order, error) {
	select {
	case o := <-parcels:
		return o, nil
	case <-c.quit:
		return order{}, errClosed
	case <-ctx.Done():
		return order{}, ctx.Err()
	}
}

// 4: select (no cases)

type doorman struct{ visitors int }

func (d *doorman) run(id int) error { return d.openDoors(id) }

//go:noinline
func (d *doorman) openDoors(id int) error { return d.greet(id, "welcome") }

//go:noinline
func (d *doorman) greet(id int, words string) error { return d.standStill(len(words) + id) }

//go:noinline
func (d *doorman) standStill(int) error { d.forever(); return nil }

//go:noinline
func (d *doorman) forever() { select {} }

// 5: chan receive (nil chan)

type archivist struct{ boxes <-chan order }

func (a *archivist) run(id int) error { return a.file(id) }

//go:noinline
func (a *archivist) file(id int) error { return a.fileUnder(id, 'a') }

//go:noinline
func (a *archivist) fileUnder(id int, letter rune) error { return a.walkShelves(int(letter), id) }

//go:noinline
func (a *archivist) walkShelves(from, to int) error {
	for box := range a.boxes {
		a.store(box)
	}
	return nil
}

//go:noinline
func (a *archivist) store(order) {}

// 6: chan send (nil chan)

type auditor struct{ reports chan<- error }

func (a *auditor) run(id int) error { return a.inspectBooks(id) }

//go:noinline
func (a *auditor) inspectBooks(id int) error { return a.compare(id, id+1) }

//go:noinline
func (a *auditor) compare(expected, found int) error { return a.complain(found - expected) }

//go:noinline
func (a *auditor) complain(int) error { return a.report(errClosed) }

//go:noinline
func (a *auditor) report(err error) error { a.reports <- err; return err }

// 7: sync.Mutex.Lock

type cashier struct{ *shop }

func (c *cashier) run(id int) error { return c.openTill(id) }

//go:noinline
func (c *cashier) openTill(id int) error { return c.charge(&order{id: id}) }

//go:noinline
func (c *cashier) charge(o *order) error { return c.bookPayment(o, o.total) }

//go:noinline
func (c *cashier) bookPayment(o *order, amount int) error {
	c.ledger.Lock()
	defer c.ledger.Unlock()
	o.total -= amount
	return nil
}

// 8: sync.RWMutex.RLock

type priceTagger struct{ *shop }

func (p *priceTagger) run(id int) error { return p.tagAll(id, "tea", "coffee") }

//go:noinline
func (p *priceTagger) tagAll(id int, goods ...string) error {
	for _, good := range goods {
		p.tag(id, good)
	}
	return nil
}

//go:noinline
func (p *priceTagger) tag(id int, good string) { p.lookUp(good) }

//go:noinline
func (p *priceTagger) lookUp(good string) int {
	p.prices.RLock()
	defer p.prices.RUnlock()
	return len(good)
}

// 9: sync.RWMutex.Lock

type cataloguer struct{ *shop }

func (c *cataloguer) run(id int) error { return c.revise(id) }

//go:noinline
func (c *cataloguer) revise(id int) error { return c.addPage(id, order{id: id}) }

//go:noinline
func (c *cataloguer) addPage(page int, o order) error { return c.rewrite(page, &o) }

//go:noinline
func (c *cataloguer) rewrite(page int, o *order) error {
	c.catalog.Lock()
	defer c.catalog.Unlock()
	o.id = page
	return nil
}

// 10: sync.WaitGroup.Wait

type dispatcher struct{ *shop }

func (d *dispatcher) run(id int) error { return d.dispatch(id) }

//go:noinline
func (d *dispatcher) dispatch(id int) error { return d.finishDay(id, id%7) }

//go:noinline
func (d *dispatcher) finishDay(id, day int) error { return d.awaitShipments(day) }

//go:noinline
func (d *dispatcher) awaitShipments(int) error { d.shipments.Wait(); return nil }

// 11: sync.Cond.Wait

type restocker struct{ *shop }

func (r *restocker) run(id int) error { return r.refill(id) }

//go:noinline
func (r *restocker) refill(id int) error { return r.take(id%3 + 1) }

//go:noinline
func (r *restocker) take(amount int) error {
	r.shelf.Lock()
	defer r.shelf.Unlock()
	return r.takeLocked(amount)
}

//go:noinline
func (r *restocker) takeLocked(amount int) error {
	for r.stock < amount {
		r.restocked.Wait()
	}
	r.stock -= amount
	return nil
}

// 12: sleep

type nightWatch struct{ *shop }

func (n *nightWatch) run(id int) error { return n.patrol(id) }

//go:noinline
func (n *nightWatch) patrol(id int) error {
	for floor := 0; floor < 3; floor++ {
		n.checkFloor(id, floor)
	}
	return nil
}

//go:noinline
func (n *nightWatch) checkFloor(id, floor int) { n.rest(time.Duration(24+floor) * time.Hour) }

//go:noinline
func (n *nightWatch) rest(d time.Duration) { n.backOff(d, 2) }

//go:noinline
func (n *nightWatch) backOff(d time.Duration, factor int) { time.Sleep(d * time.Duration(factor)) }

// 13: select with a timer

type newsletter struct{ *shop }

func (n *newsletter) run(id int) error { return n.publish(id) }

//go:noinline
func (n *newsletter) publish(id int) error { return n.edition(id, "weekly") }

//go:noinline
func (n *newsletter) edition(id int, title string) error { return n.waitForNews(title) }

//go:noinline
func (n *newsletter) waitForNews(title string) error {
	return n.either(n.quit, n.ticker.C)
}

//go:noinline
func (n *newsletter) either(quit <-chan struct{}, tick <-chan time.Time) error {
	select {
	case <-quit:
		return errClosed
	case <-tick:
		return nil
	}
}

// 14: sync.Once.Do, that another goroutine is in

type barista struct{ *shop }

func (b *barista) run(id int) error { return b.brew(id) }

//go:noinline
func (b *barista) brew(id int) error { return b.espresso(id, id%2 == 0) }

//go:noinline
func (b *barista) espresso(id int, double bool) error { return b.warmUp() }

//go:noinline
func (b *barista) warmUp() error { b.warm.Do(func() {}); return nil }

// 15: chan send, as a semaphore, with a closure and a deferred call

type packer struct{ *shop }

func (p *packer) run(id int) error { return p.pack(id) }

//go:noinline
func (p *packer) pack(id int) (err error) {
	p.withSlot(func() { err = p.wrap(id) })
	return err
}

//go:noinline
func (p *packer) wrap(id int) error { return nil }

//go:noinline
func (p *packer) withSlot(work func()) {
	p.acquire()
	defer func() { <-p.slots }()
	work()
}

//go:noinline
func (p *packer) acquire() { p.slots <- struct{}{} }

// 16: a read of a pipe; one waits for input, and the others for that one

type stockFeed struct{ *shop }

func (f *stockFeed) run(id int) error { return f.follow(id) }

//go:noinline
func (f *stockFeed) follow(id int) error { return f.readRecord(id) }

//go:noinline
func (f *stockFeed) readRecord(id int) error {
	var record [16]byte
	return f.fill(record[:])
}

//go:noinline
func (f *stockFeed) fill(record []byte) error {
	_, err := f.feed.Read(record)
	return err
}
