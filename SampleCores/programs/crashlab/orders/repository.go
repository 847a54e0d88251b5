package orders

import "sync"

// Repository keeps values under their keys.
type Repository[K comparable, V any] struct {
	lock   sync.Mutex
	values map[K]V
	reads  int
}

// NewRepository makes an empty one.
func NewRepository[K comparable, V any]() *Repository[K, V] {
	return &Repository[K, V]{values: make(map[K]V)}
}

// Put stores a value.
func (r *Repository[K, V]) Put(key K, value V) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.values[key] = value
}

// Update changes a value while the repository is locked.
//
//go:noinline
func (r *Repository[K, V]) Update(key K, change func(V) V) V {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.reads++
	changed := change(r.values[key])
	r.values[key] = changed
	return changed
}

// Must returns a value that has to be there.
//
//go:noinline
func (r *Repository[K, V]) Must(key K) V {
	r.lock.Lock()
	defer r.lock.Unlock()
	value, ok := r.values[key]
	if !ok {
		panic("orders: nothing is stored under this key")
	}
	return value
}

// Map applies convert to each value.
//
//go:noinline
func Map[V, W any](values []V, convert func(V) W) []W {
	converted := make([]W, 0, len(values))
	for _, value := range values {
		converted = append(converted, convert(value))
	}
	return converted
}

// Pair is a generic value type.
type Pair[A, B any] struct {
	First  A
	Second B
}

// Swap returns the pair in the other order, after it has waited for the signal.
//
//go:noinline
func (p Pair[A, B]) Swap(signal <-chan struct{}) Pair[B, A] {
	<-signal
	return Pair[B, A]{p.Second, p.First}
}
