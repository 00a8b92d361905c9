/*
 * The bookkeeping of asynchronous requests: which are under way, and whether
 * a reply belongs to one of them. Plain data; calls nobody. request.h is what
 * servers use.
 *
 * A request's id is the number of its entry and how often that entry was
 * used, so that an id comes again only after REQUEST_GENERATIONS uses of one
 * entry. Entries are used in turn, the one that was freed first comes first.
 */
#ifndef LIBSYS_REQUEST_TABLE_H
#define LIBSYS_REQUEST_TABLE_H

#include <kintsugi/message.h>
#include <libsys/timer.h>

#define REQUEST_MAX 256u
#define REQUEST_INDEX_BITS 8
#define REQUEST_GENERATIONS (1u << (31 - REQUEST_INDEX_BITS))
_Static_assert(REQUEST_MAX == 1u << REQUEST_INDEX_BITS, "an id has room for each entry");

enum request_state {
	REQUEST_FREE,
	REQUEST_PENDING, /* on its way, or the other side has it */
	REQUEST_HELD,    /* its destination is dead or goes; it waits to be sent to another */
	REQUEST_QUEUED,  /* held back while its destination tries a suspect: see recovery.h */
};

/* How the last request of an entry ended; tells a late reply from a repeated one. */
enum request_end {
	REQUEST_NEVER_USED,
	REQUEST_ANSWERED,
	REQUEST_GIVEN_UP, /* deadline, cancelled, or its destination died */
};

/* How a reply breaks the protocol. */
enum request_breach {
	REQUEST_BREACH_NONE,
	REQUEST_BREACH_UNKNOWN,   /* an id that no request has, nor had lately */
	REQUEST_BREACH_STRANGER,  /* the id of a request to someone else */
	REQUEST_BREACH_TYPE,      /* not the type that answers this request */
	REQUEST_BREACH_DUPLICATE, /* answered before */
	REQUEST_BREACH_LATE,      /* given up before */
};

typedef void request_completion(u32 id, s32 status, const struct message *reply, void *context);

struct request {
	enum request_state state;
	u32 id; /* of the request under way, or else of the last one */
	endpoint_t target; /* likewise */
	enum request_end end; /* of the last one */
	u32 next_free; /* in the list of free entries: index + 1, 0 at its end */

	/* Of a request under way: */
	u64 order; /* from 1 on, as they were started */
	struct message message; /* as it was given, with the id filled in */
	u32 flags;
	u32 outbox; /* place of the message in the outbox + 1; 0: not there (any more) */
	int is_overdue; /* its first deadline has passed, and it was complained about */
	int was_begun;  /* while held: the destination had received it, and not given it back */
	int was_moved;  /* while held: the destination had given it back */
	u32 deaths;        /* of instances that had received it and not answered: recovery.h */
	u32 lonely_deaths; /* of these, with no other request under way there */
	struct timer deadline;
	request_completion *complete;
	void *context;
};

struct request_table {
	struct request entries[REQUEST_MAX];
	u32 free_first; /* index + 1 */
	u32 free_last;
	u32 pending; /* entries in use */
	u32 suspects; /* of these, with so many deaths that they are sent alone: recovery.h */
	u64 next_order;
};

/* A request that was under way at so many deaths in a row goes to the next instance alone. */
#define SUSPECT_DEATHS 2u

static inline u32
request_is_suspect(const struct request *request)
{
	return request->deaths >= SUSPECT_DEATHS;
}

void request_table_init(struct request_table *table);

/*
 * Takes an entry for a request to target, keeps the message and writes the id
 * into its head. The rest of the entry is the caller's to fill. NULL: all used.
 */
struct request *request_table_take(struct request_table *table, endpoint_t target,
				   const struct message *message);

/* The request under way with that id, or NULL. */
struct request *request_table_find(struct request_table *table, u32 id);

/* Which request a reply answers: *answered is set if the result is REQUEST_BREACH_NONE. */
enum request_breach request_table_match(struct request_table *table, const struct message *reply,
					struct request **answered);

/* Frees an entry. */
void request_table_release(struct request_table *table, struct request *request,
			   enum request_end end);

/* The request under way in entry `index` (below REQUEST_MAX), or NULL: to walk over the table. */
static inline struct request *
request_table_at(struct request_table *table, u32 index)
{
	struct request *request = &table->entries[index];

	return request->state == REQUEST_FREE ? NULL : request;
}

#endif
