// The order book in C: each function is one way into trouble.
#include "book.h"
#include "_cgo_export.h"
#include <pthread.h>
#include <string.h>
#include <unistd.h>

__attribute__((noinline)) static int depth(int n, volatile int *order) {
  if (n == 0) return *order;
  return depth(n - 1, order) + n;
}

static inline __attribute__((always_inline)) int price(int n) {
  return depth(n, (volatile int *)8) + 1;
}

__attribute__((noinline)) int book_parse(int n) { return price(n) + 1; }

__attribute__((noinline)) void book_fail(int n) {
  if (n > 0) abort();
}

// More than registers can hold across the call: the frame is found by its table or not at all.
__attribute__((noinline)) void book_visit(int n) {
  volatile char page[256];
  memset((void *)page, n, sizeof page);
  if (n <= 0) book_fail(1);
  goVisit(n - 1);
  page[0] = 1;
}

static int compare(const void *a, const void *b) { return goCompare(*(const int *)a, *(const int *)b); }

void book_sort(int *orders, size_t count) { qsort(orders, count, sizeof *orders, compare); }

void book_wait(void) {
  pthread_mutex_t never = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&never);
  pthread_mutex_lock(&never);
}

static void *worker(void *scenario) {
  if (!strcmp(scenario, "c-thread-fault")) return (void *)(size_t)book_parse(1);
  goVisit(0);
  return 0;
}

static void *sleeper(void *unused) {
  for (;;) sleep(1000);
  return unused;
}

void book_start_thread(char *scenario) {
  pthread_t first, second;
  pthread_create(&first, 0, sleeper, 0);
  usleep(10000);
  pthread_create(&second, 0, worker, scenario);
  pthread_join(second, 0);
}

int book_sum(struct order *order) {
  int sum = 0;
  for (int i = 0; i < order->count; i++) sum += order->prices[i];
  return sum;
}

int book_newest_price(void) { return *goNewestPrice(); }
