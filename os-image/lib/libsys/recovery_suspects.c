/* Finding the request that kills. See recovery_suspects.h. */
#include "recovery_suspects.h"

#include <libsys/request.h>

static int
is_open_ended(const struct request *request)
{
	return (request->flags & REQUEST_OPEN_ENDED) != 0;
}

/* Whether it may be what an instance at the endpoint has died of. */
static int
may_be_blamed(const struct request *request, endpoint_t endpoint)
{
	return request != NULL && request->target == endpoint && request->was_begun &&
	       !is_open_ended(request);
}

static u32
begun_at(struct request_table *table, endpoint_t endpoint)
{
	u32 count = 0;

	for (u32 index = 0; index < REQUEST_MAX; index++)
		count += (u32)may_be_blamed(request_table_at(table, index), endpoint);
	return count;
}

static void
count_death(struct request_table *table, struct request *request, int is_alone)
{
	table->suspects -= request_is_suspect(request);
	request->deaths++;
	request->lonely_deaths += (u32)is_alone;
	table->suspects += request_is_suspect(request);
}

void
suspects_note_death(struct request_table *table, endpoint_t endpoint)
{
	int is_alone = begun_at(table, endpoint) == 1;

	for (u32 index = 0; index < REQUEST_MAX; index++) {
		struct request *request = request_table_at(table, index);

		if (may_be_blamed(request, endpoint))
			count_death(table, request, is_alone);
	}
}

int
suspects_is_poison(const struct request *request)
{
	return request->lonely_deaths >= POISON_DEATHS;
}

int
suspects_let_pass(const struct request_table *table, const struct request *request)
{
	if (table->suspects == 0)
		return 1;
	for (u32 index = 0; index < REQUEST_MAX; index++) {
		const struct request *other = &table->entries[index];

		if (other->state != REQUEST_FREE && other->target == request->target &&
		    request_is_suspect(other))
			return 0;
	}
	return 1;
}

/* A suspect before any other; of its kind the one that was started first. */
static int
comes_before(const struct request *request, const struct request *other)
{
	if (other == NULL)
		return 1;
	if (request_is_suspect(request) != request_is_suspect(other))
		return (int)request_is_suspect(request);
	return request->order < other->order;
}

/*
 * As long as there is a suspect nothing goes out while anything is under way: what
 * is queued after the last of them waits for its end as well.
 */
struct request *
suspects_next(struct request_table *table, endpoint_t endpoint)
{
	struct request *next = NULL;
	u32 suspects = 0;
	u32 under_way = 0;

	for (u32 index = 0; index < REQUEST_MAX; index++) {
		struct request *request = request_table_at(table, index);

		if (request == NULL || request->target != endpoint)
			continue;
		if (request->state == REQUEST_HELD)
			return NULL; /* that instance is dead */
		suspects += request_is_suspect(request);
		under_way += request->state == REQUEST_PENDING && !is_open_ended(request);
		if (request->state == REQUEST_QUEUED && comes_before(request, next))
			next = request;
	}
	return suspects > 0 && under_way > 0 ? NULL : next;
}
