// Package orders is the domain of the shop.
package orders

// Cents is an amount of money.
type Cents int64

// Line is one article in a cart.
type Line struct {
	SKU      string
	Quantity int
	Price    Cents
}

// Campaign is what a discount belongs to.
type Campaign struct {
	Name   string
	Budget Cents
}

// Discount lowers the price of a cart. Percent lies at offset 0x18.
type Discount struct {
	Code     string
	Campaign *Campaign
	Percent  Cents
}

// Rate is small enough to be inlined.
func (d *Discount) Rate() Cents {
	return d.Percent
}

// Cart is what a customer is about to buy.
type Cart struct {
	Customer string
	Lines    []Line
	Discount *Discount
}

// Sum is the price before the discount.
func (c *Cart) Sum() Cents {
	sum := Cents(0)
	for i := range c.Lines {
		sum += Cents(c.Lines[i].Quantity) * c.Lines[i].Price
	}
	return sum
}

// Total is inlined too, and reads the discount without asking whether there is one.
func (c *Cart) Total() Cents {
	return c.Sum() * (100 - c.Discount.Rate()) / 100
}

// Add appends a line.
func (c *Cart) Add(sku string, quantity int, price Cents) *Cart {
	c.Lines = append(c.Lines, Line{sku, quantity, price})
	return c
}

// Full is a cart with three lines.
func Full(customer string) *Cart {
	cart := &Cart{Customer: customer}
	return cart.Add("tea-green-100g", 2, 450).Add("cup-blue", 4, 890).Add("kettle", 1, 3900)
}
