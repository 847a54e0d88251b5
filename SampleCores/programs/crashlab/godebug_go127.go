//go:build go1.27

//go:debug tracebacklabels=1
package main
