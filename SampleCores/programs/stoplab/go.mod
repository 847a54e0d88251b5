module example.com/stoplab

go 1.19
