//go:build go1.23

package main

func init() {
	register("range-func-goes-on", rangeFuncGoesOn)
}

type fleet struct{ ships []string }

// rangeFuncGoesOn leaves a loop over a function that does not heed it.
func rangeFuncGoesOn() {
	println(find(&fleet{ships: []string{"Ada", "Grace", "Mary"}}, "Grace"))
}

//go:noinline
func find(f *fleet, name string) (place int) {
	for i, ship := range f.all {
		if ship == name {
			place = i
			break
		}
	}
	return place
}

//go:noinline
func (f *fleet) all(yield func(int, string) bool) {
	for i, ship := range f.ships {
		yield(i, ship)
	}
}
