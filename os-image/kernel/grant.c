/*
 * Copies by grant (kintsugi/grant.h). Every copy looks the grant up in its
 * granter's memory anew, so a revoked grant or a dead granter refuses at once.
 */
#include "grant.h"

#include <errno.h>

#include "lib.h"

/* What a grant comes to: a range of somebody's memory. */
struct granted {
	struct proc *owner;
	u32 address;
};

s32
grant_set_table(struct proc *p, u32 table, u32 count)
{
	if (count > GRANT_MAX_ENTRIES)
		return -EINVAL;
	if (!user_range_ok(table, count * (u32)sizeof(struct grant)))
		return -EFAULT;
	p->grant_table = table;
	p->grant_count = count;
	return 0;
}

static int
read_grant(struct proc *granter, grant_id_t id, struct grant *g)
{
	if (id < 0 || (u32)GRANT_INDEX(id) >= granter->grant_count)
		return 0;
	u32 address = granter->grant_table + (u32)GRANT_INDEX(id) * (u32)sizeof(*g);
	if (copy_from_user(granter, g, address, sizeof(*g)) != 0)
		return 0;
	return g->flags != 0 && g->seq == (u32)GRANT_SEQ(id);
}

static int
in_range(u32 offset, u32 length, u32 limit)
{
	return offset <= limit && length <= limit - offset;
}

/* Whether it trusts `granter` with its memory just now: it waits for an answer of it. */
static int
is_caller_of(const struct proc *p, const struct proc *granter)
{
	return p->state & PROC_RECEIVING && p->receiving_from == granter->endpoint;
}

/*
 * Follows the grant `id` of `granter_ep` for `user` who wants `access` to
 * [offset, offset + length) of it. 0, -EDEADEP or -EBADGRANT.
 */
static s32
resolve(const struct proc *user, endpoint_t granter_ep, grant_id_t id, u32 offset, u32 length, u32 access,
        struct granted *result)
{
	for (u32 depth = 0; depth <= GRANT_MAX_DEPTH; depth++) {
		struct proc *granter = proc_of(granter_ep);
		struct grant g;

		if (granter == NULL)
			return -EDEADEP;
		if (!read_grant(granter, id, &g) || (g.flags & access) != access || !in_range(offset, length, g.length))
			return -EBADGRANT;
		if (g.grantee != user->endpoint && !(g.grantee == EP_ANY && proc_is_system(user)))
			return -EBADGRANT;
		switch (g.flags & (GRANT_DIRECT | GRANT_INDIRECT | GRANT_BEHALF)) {
		case GRANT_DIRECT:
			result->owner = granter;
			break;
		case GRANT_BEHALF:
			if (!(priv_of(granter)->flags & PRIV_GRANT_BEHALF))
				return -EBADGRANT;
			result->owner = proc_of(g.owner);
			if (result->owner == NULL)
				return -EDEADEP;
			if (!is_caller_of(result->owner, granter))
				return -EBADGRANT;
			break;
		case GRANT_INDIRECT:
			if (g.offset > ~offset)
				return -EBADGRANT;
			offset += g.offset;
			user = granter;
			granter_ep = g.owner;
			id = g.indirect;
			continue;
		default:
			return -EBADGRANT;
		}
		if (offset > ~g.address)
			return -EBADGRANT;
		result->address = g.address + offset;
		return 0;
	}
	return -EBADGRANT;
}

s32
grant_copy(struct proc *p, endpoint_t granter, grant_id_t id, u32 offset, u32 address, u32 length, int to_granter)
{
	struct granted range;

	if (length > COPY_MAX)
		return -E2BIG;
	s32 status = resolve(p, granter, id, offset, length, to_granter ? GRANT_WRITE : GRANT_READ, &range);
	if (status != 0)
		return status;
	if (to_granter)
		return copy_user_to_user(p, address, range.owner, range.address, length);
	return copy_user_to_user(range.owner, range.address, p, address, length);
}

s32
grant_copy_vector(struct proc *p, u32 parts, u32 count)
{
	struct safecopy_part part;
	u32 total = 0;

	if (count > SAFECOPY_MAX_PARTS)
		return -E2BIG;
	for (u32 i = 0; i < count; i++) {
		if (copy_from_user(p, &part, parts + i * (u32)sizeof(part), sizeof(part)) != 0)
			return -EFAULT;
		if (part.length > COPY_MAX - total)
			return -E2BIG;
		total += part.length;
		s32 status = grant_copy(p, part.granter, part.grant, part.offset, part.address, part.length,
		                        part.to_granter != 0);
		if (status != 0)
			return status;
	}
	return (s32)count;
}
