package main

func init() {
	register("memory-hog", memoryHog)
}

type record struct {
	next *record
	data [240]byte
}

var archive *record

// memoryHog dies with 64 MB of live memory.
func memoryHog() {
	for n := 0; n < 64<<20/256; n++ {
		archive = &record{next: archive}
		archive.data[n%len(archive.data)] = byte(n)
	}
	evacuate(1)
}
