/*
 * Messages: what processes say to each other. Every message has the same size;
 * each protocol (include/proto) declares structures that fit the body.
 */
#ifndef KINTSUGI_MESSAGE_H
#define KINTSUGI_MESSAGE_H

#include <kintsugi/endpoint.h>

#define MESSAGE_BODY_SIZE 56u

struct message {
	endpoint_t source; /* set by the kernel: can't be forged */
	u32 type;
	u8 body[MESSAGE_BODY_SIZE] __attribute__((aligned(8)));
};
_Static_assert(sizeof(struct message) == 64, "a message is 64 bytes");

/* The body of *m seen as a protocol's structure. */
#define MESSAGE_BODY(m, type) ((type *)(void *)(m)->body)
#define ASSERT_FITS_MESSAGE(type) \
	_Static_assert(sizeof(type) <= MESSAGE_BODY_SIZE, #type " does not fit a message")

/* Message types: each protocol owns a block of 256; a reply has the request's type + REPLY_BIT. */
#define PROTO_KERNEL 0x000u
#define PROTO_PM 0x100u
#define PROTO_RS 0x200u
#define PROTO_DS 0x300u
#define PROTO_VFS 0x400u
#define PROTO_FS 0x500u
#define PROTO_BLOCK 0x600u
#define PROTO_CHAR 0x700u
#define PROTO_NET 0x800u
#define PROTO_INET 0x900u
#define PROTO_PCI 0xa00u
#define PROTO_LOG 0xb00u
#define PROTO_HOST 0xc00u
#define PROTO_TEST 0xf00u
#define REPLY_BIT 0x8000u

/* Type of every notification. */
#define MSG_NOTIFY (PROTO_KERNEL + 1)

struct notify_body {
	u64 time_us;    /* since boot, when it was delivered */
	u32 interrupts; /* EP_HARDWARE: bit n set: the hook with id n fired */
};
ASSERT_FITS_MESSAGE(struct notify_body);

#endif
