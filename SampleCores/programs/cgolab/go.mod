module example.com/cgolab

go 1.19
