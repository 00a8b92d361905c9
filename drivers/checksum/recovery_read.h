/*
 * Reading what can be checked, and what is done when it is wrong: it is read again;
 * then the driver is complained about, and its successor reads it, twice at most; then it
 * is given up, for whoever asked for it alone.
 */
#ifndef CHECKSUM_RECOVERY_READ_H
#define CHECKSUM_RECOVERY_READ_H

#include <kintsugi/types.h>

struct run { /* of sectors */
	u32 start;
	u32 count;
};

/* What is to be read, and how to tell whether it is right. */
struct checked_read {
	u32 minor;
	u32 start; /* sector of the partition */
	u32 count;
	u8 *to;
	void *context;

	/* Whether that sector of the read (0 to count - 1), which has those bytes, is right. */
	int (*is_right)(void *context, u32 index, const void *bytes);

	/* Whether it was found to be wrong for good before: NULL: there is no knowing. */
	int (*is_damaged)(void *context, u32 index);
};

/*
 * 0 when all is right. -EBADMSG when data is wrong in the eyes of a fresh instance, too:
 * *wrong has all that is, as sectors of the read. -EIO when the driver failed, or data is
 * wrong and there was no fresh instance to ask.
 */
s32 checked_read(const struct checked_read *read, struct run *wrong);

#endif
