//go:build go1.23

package orders

import "iter"

// All iterates over the lines of a cart.
func (c *Cart) All() iter.Seq2[int, *Line] {
	return func(yield func(int, *Line) bool) {
		for i := range c.Lines {
			if !yield(i, &c.Lines[i]) {
				return
			}
		}
	}
}

// Values iterates over what is stored, in no order.
func (r *Repository[K, V]) Values() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		r.lock.Lock()
		defer r.lock.Unlock()
		for key, value := range r.values {
			if !yield(key, value) {
				return
			}
		}
	}
}
