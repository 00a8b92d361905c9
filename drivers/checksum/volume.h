/*
 * A partition whose sectors have checksums: what of it is offered, and reading and
 * writing it. Several requests may be under way at once; order.h keeps those apart that
 * must not meet.
 *
 * A write goes like this: the checksum that the sectors will have is put into the table
 * beside the one they have; the table goes to the medium; then the data goes to the
 * driver. So whenever the power fails each sector matches its entry. A flush first puts
 * the data on the medium, then the table in which only the new checksum is left.
 *
 * What can't be found out: that a disk has lost a write and, with it, the one of the
 * table, once the instance that made them is gone; and before the first flush, that it
 * has lost a write, once that is gone. All is then as if it had never been written.
 */
#ifndef CHECKSUM_VOLUME_H
#define CHECKSUM_VOLUME_H

#include <proto/block.h>

#include "order.h"
#include "table.h"

#define VOLUME_SECTORS_MAX (BLOCK_TRANSFER_MAX / BLOCK_SECTOR) /* of one request */

struct volume {
	u32 minor;
	int is_ready; /* opened, and all below is valid */
	struct area area;
	struct table table;
	struct order_queue requests; /* that read, write and flush it */
	struct order_queue settling; /* one at a time flushes what others have written */
	struct order_queue saving;   /* one at a time writes to the table on the disk */
};

/* The volume of a minor if that is ready, or NULL. */
struct volume *volume_of(u32 minor);

/*
 * Makes a minor ready, or finds that it is. On a thread. 0; -ENXIO: it has no checksums;
 * -EIO: they can't be read; -ENFILE, -ENOMEM: too many, or too large. The log says why.
 */
s32 volume_open(u32 minor);

/*
 * On a thread, with a place in volume->requests. At most VOLUME_SECTORS_MAX sectors, all of
 * them within the volume. 0 or -EIO; `data` is right only if it is 0.
 */
s32 volume_read(struct volume *volume, u32 sector, u32 count, u8 *data);

/*
 * The same in two steps: `room` has space for the sectors and is written to by the
 * first, so that what is to be written gets there after it.
 */
s32 volume_write_prepare(struct volume *volume, u32 sector, u32 count, u8 *room);
s32 volume_write(struct volume *volume, u32 sector, u32 count, const u8 *data, u32 flags);

/* All that was written is on the medium: 0 or -EIO. `room` is for VOLUME_SECTORS_MAX sectors. */
s32 volume_flush(struct volume *volume, u8 *room);

/* ---- among the files of the volume ---- */

/* Puts what was acknowledged on the medium, and settles it in memory. 0 or -EIO. */
s32 volume_settle(struct volume *volume);

/*
 * Writes the dirty sectors of the table from `from` to before `end`, by way of an image
 * with room for `max`. How many there were, or -EIO.
 */
s32 volume_save_table(struct volume *volume, u32 from, u32 end, u32 flags,
		      struct area_table_sector *image, u32 max);

/* Complains in the log. */
void volume_report(const struct volume *volume, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
