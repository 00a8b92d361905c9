/* See recovery_read.h. */
#include "recovery_read.h"

#include <errno.h>
#include <libsys/kcall.h>

#include "lower.h"
#include "recovery_doubt.h"

#define READS_EACH 2u /* by one instance: wrong data may have been wrong on its way, once */

static struct doubt doubt;

/* Of a part that was read, what is wrong, from the first to the last such sector. */
static struct run
find_wrong(const struct checked_read *read, struct run part)
{
	struct run wrong = {0};

	for (u32 index = part.start; index < part.start + part.count; index++) {
		if (read->is_right(read->context, index, read->to + index * BLOCK_SECTOR))
			continue;
		if (wrong.count == 0)
			wrong.start = index;
		wrong.count = index - wrong.start + 1;
	}
	return wrong;
}

/* Reads the part, and what of it is wrong once more; what is wrong then remains in *part. */
static s32
read_part(const struct checked_read *read, struct run *part)
{
	s32 error = 0;

	for (u32 tries = 0; tries < READS_EACH && part->count > 0 && error == 0; tries++) {
		error = lower_read(read->minor, read->start + part->start,
				   read->to + part->start * BLOCK_SECTOR,
				   part->count * BLOCK_SECTOR);
		if (error == 0)
			*part = find_wrong(read, *part);
	}
	return error;
}

/* What is wrong for good anyhow says nothing about the driver. */
static int
is_news(const struct checked_read *read, struct run part)
{
	if (read->is_damaged == NULL)
		return 1;
	for (u32 index = part.start; index < part.start + part.count; index++)
		if (!read->is_right(read->context, index, read->to + index * BLOCK_SECTOR) &&
		    !read->is_damaged(read->context, index))
			return 1;
	return 0;
}

s32
checked_read(const struct checked_read *read, struct run *wrong)
{
	endpoint_t asked = lower_instance();
	s32 error;

	*wrong = (struct run){.count = read->count};
	error = read_part(read, wrong);
	if (error < 0 || wrong->count == 0)
		return error;
	if (!is_news(read, *wrong))
		return -EBADMSG;
	if (!doubt_allows(&doubt, sys_uptime_us()))
		return -EIO;
	error = lower_replace(asked) ? read_part(read, wrong) : -EIO;
	doubt_learn(&doubt, wrong->count == 0, sys_uptime_us());
	if (error < 0)
		return error;
	return wrong->count > 0 ? -EBADMSG : 0;
}
