module example.com/waiting

go 1.19
