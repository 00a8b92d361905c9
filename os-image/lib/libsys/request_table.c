/* The table of requests under way. See request_table.h. */
#include <libsys/request_table.h>
#include <proto/request.h>

static u32
index_of(const struct request_table *table, const struct request *request)
{
	return (u32)(request - table->entries);
}

static void
append_free(struct request_table *table, struct request *request)
{
	u32 link = index_of(table, request) + 1;

	request->state = REQUEST_FREE;
	request->next_free = 0;
	if (table->free_first == 0)
		table->free_first = link;
	else
		table->entries[table->free_last - 1].next_free = link;
	table->free_last = link;
}

void
request_table_init(struct request_table *table)
{
	u32 index;

	table->free_first = 0;
	table->free_last = 0;
	table->pending = 0;
	table->suspects = 0;
	table->next_order = 1;
	for (index = 0; index < REQUEST_MAX; index++) {
		struct request *request = &table->entries[index];
		request->id = index;
		request->target = EP_NONE;
		request->end = REQUEST_NEVER_USED;
		request->deadline.place = 0;
		append_free(table, request);
	}
}

/* Generation 0 is never in use, so that no request's id is REQUEST_ID_NONE. */
static u32
next_id(u32 id)
{
	u32 index = id & (REQUEST_MAX - 1);
	u32 generation = (id >> REQUEST_INDEX_BITS) + 1;

	if (generation == REQUEST_GENERATIONS)
		generation = 1;
	return generation << REQUEST_INDEX_BITS | index;
}

struct request *
request_table_take(struct request_table *table, endpoint_t target, const struct message *message)
{
	struct request *request;

	if (table->free_first == 0)
		return NULL;
	request = &table->entries[table->free_first - 1];
	table->free_first = request->next_free;
	table->pending++;
	request->state = REQUEST_PENDING;
	request->id = next_id(request->id);
	request->target = target;
	request->order = table->next_order++;
	request->outbox = 0;
	request->is_overdue = 0;
	request->was_begun = 0;
	request->deaths = 0;
	request->lonely_deaths = 0;
	request->message = *message;
	MESSAGE_BODY(&request->message, struct request_head)->id = request->id;
	return request;
}

struct request *
request_table_find(struct request_table *table, u32 id)
{
	struct request *request = &table->entries[id & (REQUEST_MAX - 1)];

	return request->state != REQUEST_FREE && request->id == id ? request : NULL;
}

enum request_breach
request_table_match(struct request_table *table, const struct message *reply,
		    struct request **answered)
{
	u32 id = MESSAGE_BODY(reply, const struct reply_head)->id;
	struct request *request = &table->entries[id & (REQUEST_MAX - 1)];

	if (request->id != id || (id >> REQUEST_INDEX_BITS) == 0)
		return REQUEST_BREACH_UNKNOWN;
	if (request->target != reply->source)
		return REQUEST_BREACH_STRANGER;
	if (request->state == REQUEST_FREE)
		return request->end == REQUEST_ANSWERED ? REQUEST_BREACH_DUPLICATE
							: REQUEST_BREACH_LATE;
	if (request->state == REQUEST_QUEUED)
		return REQUEST_BREACH_UNKNOWN;
	if (request->state == REQUEST_HELD)
		return REQUEST_BREACH_LATE;
	if (reply->type != (request->message.type | REPLY_BIT))
		return REQUEST_BREACH_TYPE;
	*answered = request;
	return REQUEST_BREACH_NONE;
}

void
request_table_release(struct request_table *table, struct request *request, enum request_end end)
{
	request->end = end;
	table->pending--;
	table->suspects -= request_is_suspect(request);
	append_free(table, request);
}
