// Package tide is a library of somebody else's. It knows no way to die of its own: it asks whoever
// uses it for a log, and what that log's Panicf does is not its business.
package tide

// Log is where a gauge says that its readings contradict each other.
type Log interface {
	Panicf(format string, values ...any)
}

// Gauge holds the heights that were read, the last of which are not yet confirmed.
type Gauge struct {
	log       Log
	heights   []int
	confirmed int
}

// NewGauge returns a gauge without readings.
func NewGauge(log Log) *Gauge { return &Gauge{log: log} }

// Read appends a reading.
func (g *Gauge) Read(height int) { g.heights = append(g.heights, height) }

// Confirm says that as many readings are right.
//
//go:noinline
func (g *Gauge) Confirm(count int) {
	if count > len(g.heights) {
		g.log.Panicf("confirmed %d readings of %d", count, len(g.heights))
	}
	g.confirmed = count
}

// Withdraw takes back all readings from one on.
//
//go:noinline
func (g *Gauge) Withdraw(first int) {
	if first < g.confirmed {
		g.log.Panicf("reading %d is confirmed, as %d are", first, g.confirmed)
	}
	g.heights = g.heights[:first]
}
