module example.com/cpplab

go 1.19
