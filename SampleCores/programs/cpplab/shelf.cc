// The shelves in C++: each function is one way to abort.
#undef NDEBUG
#include "shelf.h"
#include <cassert>
#include <cstdlib>
#include <stdexcept>

namespace warehouse {

class Shelf {
 public:
  int take(int number) const;

 private:
  int goods[4] = {2, 3, 5, 7};
};

__attribute__((noinline)) int Shelf::take(int number) const {
  if (number >= 4) throw std::out_of_range("no such shelf");
  return goods[number];
}

}  // namespace warehouse

int shelf_take(int number) { return warehouse::Shelf().take(number); }

void *shelf_new(int size) { return malloc(size); }

__attribute__((noinline)) void shelf_clear(void *shelf) { free(shelf); }

__attribute__((noinline)) int shelf_weigh(int weight) {
  assert(weight > 0 && "goods weigh something");
  return weight;
}
