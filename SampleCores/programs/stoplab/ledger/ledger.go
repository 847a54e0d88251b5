// Package ledger adds up amounts.
package ledger

// Entry is one amount of a ledger.
type Entry struct {
	Next   *Entry
	Amount int64
}

// Sum adds up the amounts from first on.
//
//go:noescape
func Sum(first *Entry) int64
