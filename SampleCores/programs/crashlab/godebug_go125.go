//go:build go1.25

//go:debug containermaxprocs=1
//go:debug updatemaxprocs=1
//go:debug decoratemappings=1
package main
