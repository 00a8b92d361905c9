/*
 * What block drivers are asked, by file servers and, for raw devices, by VFS.
 * Every request may be sent asynchronously (proto/request.h), and the driver
 * answers each exactly once, in any order.
 *
 * Transfers carry absolute positions, so sending one again does no harm.
 * Position and length are multiples of BLOCK_SECTOR. The grant is the client's:
 * for BLOCK_READ the driver copies to it, for BLOCK_WRITE from it.
 *
 * Status: bytes transferred (fewer than asked only at the device's end, where a
 * transfer beyond it gets 0), or -EINVAL (not on sectors, or too long), -ENXIO
 * (no such minor), -EROFS, -EIO (the device failed after all retries),
 * -EBADGRANT and the like from the kernel.
 */
#ifndef PROTO_BLOCK_H
#define PROTO_BLOCK_H

#include <kintsugi/grant.h>
#include <proto/request.h>

enum block_request {
	BLOCK_OPEN = PROTO_BLOCK + 1, /* block_open -> block_open_reply */
	BLOCK_CLOSE,                  /* block_minor: opens are counted by the driver */
	BLOCK_READ,                   /* block_transfer */
	BLOCK_WRITE,                  /* block_transfer */
	BLOCK_FLUSH,                  /* block_minor: what was written is on the medium */
	BLOCK_REQUEST_END
};

#define BLOCK_SECTOR 512u
#define BLOCK_TRANSFER_MAX (64u * 1024u)

struct block_open {
	struct request_head head;
	u32 minor;
	u32 writing; /* -EROFS when the device can't */
};

struct block_open_reply {
	struct reply_head head;
	u64 size; /* bytes */
};

struct block_minor {
	struct request_head head;
	u32 minor;
};

struct block_transfer {
	struct request_head head;
	u32 minor;
	u64 position; /* bytes from the device's or partition's start */
	grant_id_t grant;
	u32 length; /* bytes, 1 to BLOCK_TRANSFER_MAX */
	u32 flags;  /* BLOCK_FORCE */
};
#define BLOCK_FORCE 1u /* writing: on the medium before the reply */

ASSERT_FITS_MESSAGE(struct block_open_reply);
ASSERT_FITS_MESSAGE(struct block_transfer);

#endif
