/*
 * Sorting and searching arrays. qsort is a heap sort: in place, no recursion,
 * n log n at worst; equal elements may change their order.
 */
#include <stdlib.h>

typedef int (*compare_t)(const void *, const void *);

struct array {
	char *base;
	size_t size; /* of an element */
	compare_t compare;
};

static char *
element(const struct array *array, size_t index)
{
	return array->base + index * array->size;
}

static void
swap(const struct array *array, size_t a, size_t b)
{
	char *left = element(array, a);
	char *right = element(array, b);

	for (size_t i = 0; i < array->size; i++) {
		char kept = left[i];

		left[i] = right[i];
		right[i] = kept;
	}
}

/* Moves the element at root down until no child is greater; count elements are in the heap. */
static void
sift_down(const struct array *array, size_t root, size_t count)
{
	for (;;) {
		size_t child = 2 * root + 1;

		if (child >= count)
			return;
		if (child + 1 < count &&
		    array->compare(element(array, child), element(array, child + 1)) < 0)
			child++;
		if (array->compare(element(array, root), element(array, child)) >= 0)
			return;
		swap(array, root, child);
		root = child;
	}
}

void
qsort(void *base, size_t count, size_t size, compare_t compare)
{
	struct array array = {.base = base, .size = size, .compare = compare};

	for (size_t root = count / 2; root-- > 0;)
		sift_down(&array, root, count);
	for (size_t left = count; left > 1; left--) {
		swap(&array, 0, left - 1);
		sift_down(&array, 0, left - 1);
	}
}

void *
bsearch(const void *key, const void *base, size_t count, size_t size, compare_t compare)
{
	struct array array = {.base = (char *)base, .size = size, .compare = compare};
	size_t low = 0;

	while (low < count) {
		size_t middle = low + (count - low) / 2;
		int order = compare(key, element(&array, middle));

		if (order == 0)
			return element(&array, middle);
		if (order < 0)
			count = middle;
		else
			low = middle + 1;
	}
	return NULL;
}
