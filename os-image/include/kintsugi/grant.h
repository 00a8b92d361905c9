/*
 * Grants: leave to copy from or to a part of one's memory. A process keeps a
 * table of grants in its own memory and tells the kernel where (K_GRANT_TABLE).
 * The kernel reads the table afresh at each copy, so that changing an entry
 * revokes it at once, and a grant ends with its granter.
 */
#ifndef KINTSUGI_GRANT_H
#define KINTSUGI_GRANT_H

#include <kintsugi/endpoint.h>

typedef s32 grant_id_t;

/* An id is a sequence number and an index, so that a reused entry refuses old ids. */
#define GRANT_INDEX_BITS 12
#define GRANT_MAX_ENTRIES (1 << GRANT_INDEX_BITS)
#define GRANT_MAX_SEQ 0x7ffff
#define GRANT_ID(seq, index) ((grant_id_t)(((seq) << GRANT_INDEX_BITS) | (index)))
#define GRANT_INDEX(id) ((id) & (GRANT_MAX_ENTRIES - 1))
#define GRANT_SEQ(id) ((id) >> GRANT_INDEX_BITS)
#define GRANT_INVALID (-1)

#define GRANT_READ 1u     /* the grantee may copy from the range */
#define GRANT_WRITE 2u    /* the grantee may copy to the range */
#define GRANT_DIRECT 4u   /* a range of the granter's own memory */
#define GRANT_INDIRECT 8u /* passes on a grant that was given to the granter */
#define GRANT_BEHALF 16u  /* a range of one who waits for the granter's answer; needs PRIV_GRANT_BEHALF */

/* Indirect grants are followed this deep. */
#define GRANT_MAX_DEPTH 4

struct grant {
	u32 flags; /* 0: free */
	u32 seq;
	endpoint_t grantee; /* who may use it; EP_ANY: any system process */
	endpoint_t owner;   /* GRANT_BEHALF: whose memory; GRANT_INDIRECT: who granted to us */
	u32 address;        /* direct and behalf: virtual address of the range in owner's memory */
	u32 length;         /* bytes; for indirect grants a further limit */
	grant_id_t indirect; /* the id that owner gave us */
	u32 offset;         /* indirect: where our range starts in theirs */
};

/* One part of K_SAFECOPY_VECTOR. */
#define SAFECOPY_MAX_PARTS 16
struct safecopy_part {
	endpoint_t granter;
	grant_id_t grant;
	u32 offset; /* into the granted range */
	u32 address; /* the caller's */
	u32 length;
	u32 to_granter; /* 0: copy from the grant, 1: copy to it */
};

#endif
