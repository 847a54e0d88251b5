// Command heap dies with a gigabyte of live heap that compresses as an ordinary one does, to about a third.
package main

type record struct {
	next *record
	id   uint64
	name [48]byte
}

func main() {
	var head *record
	state := uint64(1)
	for id := uint64(0); id < 16<<20; id++ {
		next := &record{next: head, id: id}
		for i := 0; i < 16; i++ {
			state = state*6364136223846793005 + 1442695040888963407
			next.name[i] = "abcdefghijklmnop"[state>>60]
		}
		head = next
	}
	var missing *record
	println(missing.id, head.id)
}
