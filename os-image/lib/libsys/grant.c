/*
 * The grant table of this process. The kernel is told of it when the first
 * grant is made, and again whenever it needs to look at more entries: it reads
 * the table at each copy and checks no further than what we declared.
 *
 * Free entries are chained through `next_free`, newest first, so that few pages
 * are touched.
 */
#include <errno.h>
#include <libsys/grant.h>
#include <libsys/kcall.h>

#define DECLARE_STEP 64u
#define NO_ENTRY 0xffffu

_Static_assert(GRANT_TABLE_ENTRIES <= GRANT_MAX_ENTRIES, "an id holds no larger index");
_Static_assert(GRANT_TABLE_ENTRIES % DECLARE_STEP == 0, "the table is declared in whole steps");

static struct grant table[GRANT_TABLE_ENTRIES];
static u16 next_free[GRANT_TABLE_ENTRIES];
static u16 first_free = NO_ENTRY;
static u32 declared; /* entries the kernel knows of; those beyond were never used */
static u32 in_use;

/* Declares one step more and chains its entries. */
static int
grow(void)
{
	u32 entries = declared + DECLARE_STEP;
	int error;

	if (entries > GRANT_TABLE_ENTRIES)
		return -ENFILE;
	error = sys_grant_table(table, entries);
	if (error < 0)
		return error;
	for (u32 index = entries; index-- > declared;) {
		next_free[index] = first_free;
		first_free = (u16)index;
	}
	declared = entries;
	return 0;
}

/* Takes a free entry and fills it in; `grant` has all but its sequence number. */
static grant_id_t
make(const struct grant *grant)
{
	struct grant *entry;
	u32 index;
	u32 seq;

	if ((grant->flags & (GRANT_READ | GRANT_WRITE)) == 0 ||
	    grant->address + grant->length < grant->address)
		return -EINVAL;
	if (first_free == NO_ENTRY) {
		int error = grow();

		if (error < 0)
			return error;
	}
	index = first_free;
	first_free = next_free[index];
	entry = &table[index];
	seq = entry->seq;
	*entry = *grant;
	entry->seq = seq;
	in_use++;
	return GRANT_ID(seq, index);
}

grant_id_t
grant_direct(endpoint_t grantee, const void *address, u32 length, u32 access)
{
	struct grant grant = {
		.flags = GRANT_DIRECT | (access & (GRANT_READ | GRANT_WRITE)),
		.grantee = grantee,
		.address = (u32)address,
		.length = length,
	};

	return make(&grant);
}

grant_id_t
grant_indirect(endpoint_t grantee, endpoint_t owner, grant_id_t granted, u32 offset, u32 length,
	       u32 access)
{
	struct grant grant = {
		.flags = GRANT_INDIRECT | (access & (GRANT_READ | GRANT_WRITE)),
		.grantee = grantee,
		.owner = owner,
		.length = length,
		.indirect = granted,
		.offset = offset,
	};

	return make(&grant);
}

grant_id_t
grant_behalf(endpoint_t grantee, endpoint_t owner, u32 address, u32 length, u32 access)
{
	struct grant grant = {
		.flags = GRANT_BEHALF | (access & (GRANT_READ | GRANT_WRITE)),
		.grantee = grantee,
		.owner = owner,
		.address = address,
		.length = length,
	};

	return make(&grant);
}

int
grant_revoke(grant_id_t id)
{
	struct grant *entry;
	u32 index;

	if (id < 0 || GRANT_INDEX(id) >= (s32)declared)
		return -EBADGRANT;
	index = (u32)GRANT_INDEX(id);
	entry = &table[index];
	if (entry->flags == 0 || entry->seq != (u32)GRANT_SEQ(id))
		return -EBADGRANT;
	entry->flags = 0;
	entry->seq = (entry->seq + 1) & GRANT_MAX_SEQ;
	next_free[index] = first_free;
	first_free = (u16)index;
	in_use--;
	return 0;
}

void
grants_move(endpoint_t from, endpoint_t to)
{
	for (u32 index = 0; index < declared; index++)
		if (table[index].flags != 0 && table[index].grantee == from)
			table[index].grantee = to;
}

u32
grants_in_use(void)
{
	return in_use;
}
