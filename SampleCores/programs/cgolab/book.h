#pragma once

#include <stdlib.h>

int book_parse(int n);
void book_visit(int n);
void book_fail(int n);
void book_sort(int *orders, size_t count);
void book_wait(void);
void book_start_thread(char *scenario);

struct order {
  int count;
  int *prices;
};

int book_sum(struct order *order);
int book_newest_price(void);
