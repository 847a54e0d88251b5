module example.com/oddlab

go 1.19

require example.org/tide v1.0.0

replace example.org/tide => ./tide
