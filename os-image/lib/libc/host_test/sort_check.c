/* Our qsort beside the host's, and bsearch on what it sorted. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

void k_qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *));
void *k_bsearch(const void *key, const void *base, size_t count, size_t size,
		int (*compare)(const void *, const void *));

#define LONGEST 100

static int
compare_numbers(const void *a, const void *b)
{
	int left = *(const int *)a;
	int right = *(const int *)b;

	return (left > right) - (left < right);
}

int
check_sort(unsigned cases)
{
	for (unsigned i = 0; i < cases; i++) {
		int ours[LONGEST];
		int hosts[LONGEST];
		unsigned count = random_below(LONGEST + 1);
		int key = (int)random_below(50);

		for (unsigned n = 0; n < count; n++)
			ours[n] = hosts[n] = (int)random_below(50);
		k_qsort(ours, count, sizeof(ours[0]), compare_numbers);
		qsort(hosts, count, sizeof(hosts[0]), compare_numbers);
		if (memcmp(ours, hosts, count * sizeof(ours[0])) != 0)
			differ("order of %u numbers", count);
		const int *found = k_bsearch(&key, ours, count, sizeof(ours[0]), compare_numbers);
		const int *wanted = bsearch(&key, ours, count, sizeof(ours[0]), compare_numbers);
		if ((found == NULL) != (wanted == NULL) || (found != NULL && *found != key))
			differ("search of %d among %u numbers", key, count);
	}
	return (int)cases;
}
