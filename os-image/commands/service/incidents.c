/* The incidents that RS remembers. See service.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "service.h"

#define MORE_CAPACITY 64u

static int
by_number(const void *one, const void *other)
{
	const struct rs_incident *a = one, *b = other;

	return a->number < b->number ? -1 : a->number > b->number;
}

void
incidents_read(struct incident_list *list, const char *label)
{
	u32 older_than = UINT32_MAX;
	size_t capacity = 0;
	int error;

	*list = (struct incident_list){0};
	for (u32 index = 0;; index++) {
		struct rs_incident *incident;

		if (list->count == capacity) {
			capacity += MORE_CAPACITY;
			list->incidents = need_more_memory(list->incidents,
							   capacity * sizeof(list->incidents[0]));
		}
		incident = &list->incidents[list->count];
		error = rs_incident(index, incident);
		if (error < 0)
			break;
		/* One that comes meanwhile moves the others on, and the last one comes again. */
		if (incident->number >= older_than)
			continue;
		older_than = incident->number;
		list->count += label == NULL || strcmp(label, incident->label) == 0;
	}
	if (error != -ENOENT)
		no_answer_of_rs(error);
	qsort(list->incidents, list->count, sizeof(list->incidents[0]), by_number);
}

void
incidents_keep_last(struct incident_list *list, size_t count)
{
	if (count >= list->count)
		return;
	list->incidents += list->count - count;
	list->count = count;
}

u64
incident_span_us(const struct rs_incident *incident)
{
	if (incident->publish_us < incident->defect_us)
		return 0;
	return incident->publish_us - incident->defect_us;
}
