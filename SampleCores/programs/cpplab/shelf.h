#pragma once

#ifdef __cplusplus
extern "C" {
#endif

int shelf_take(int number);
void *shelf_new(int size);
void shelf_clear(void *shelf);
int shelf_weigh(int weight);

#ifdef __cplusplus
}
#endif
