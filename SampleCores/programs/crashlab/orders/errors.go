package orders

import "strconv"

// DeclinedError says that a payment was refused.
type DeclinedError struct {
	Customer string
	Amount   Cents
	Code     int
}

func (e *DeclinedError) Error() string {
	return "payment of " + strconv.FormatInt(int64(e.Amount), 10) + " cents by " + e.Customer +
		" declined with code " + strconv.Itoa(e.Code)
}

// State is how far an order has come.
type State uint8

// The states of an order.
const (
	Open State = iota
	Paid
	Shipped
)

func (s State) String() string {
	switch s {
	case Open:
		return "order is open"
	case Paid:
		return "order is paid"
	}
	return "order is shipped"
}

// ExitCode is a number with a name, and no method.
type ExitCode int
