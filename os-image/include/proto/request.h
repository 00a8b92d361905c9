/*
 * How the body of every request that may be sent asynchronously begins, and
 * that of its reply. The client chooses the id; the server gives it back
 * unchanged. REQUEST_ID_NONE says that the client waits in SENDREC, so that a
 * reply it does not wait for any more is worth nothing and is dropped.
 *
 * A protocol's own structures start with a request_head or a reply_head.
 */
#ifndef PROTO_REQUEST_H
#define PROTO_REQUEST_H

#include <kintsugi/message.h>

#define REQUEST_ID_NONE 0u

struct request_head {
	u32 id;
};
ASSERT_FITS_MESSAGE(struct request_head);

struct reply_head {
	u32 id;     /* the request's */
	s32 status; /* >= 0, or a negative error number */
};
ASSERT_FITS_MESSAGE(struct reply_head);

#endif
