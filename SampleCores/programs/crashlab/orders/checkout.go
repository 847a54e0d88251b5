package orders

// Receipt is the result of a checkout.
type Receipt struct {
	Number int
	Amount Cents
}

// Payment charges an amount.
type Payment interface {
	Charge(customer string, amount Cents) (reference string, err error)
}

// Cash is the payment that always works.
type Cash struct {
	Drawer Cents
}

// Charge puts the amount into the drawer.
func (c *Cash) Charge(customer string, amount Cents) (string, error) {
	c.Drawer += amount
	return "cash/" + customer, nil
}

// Checkout sells the cart. It is never inlined, so that it is a frame of its own.
//
//go:noinline
func Checkout(number int, cart *Cart, payment Payment) (Receipt, error) {
	total := cart.Total()
	if _, err := payment.Charge(cart.Customer, total); err != nil {
		return Receipt{}, err
	}
	return Receipt{Number: number, Amount: total}, nil
}
