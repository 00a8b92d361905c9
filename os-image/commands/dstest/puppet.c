/*
 * Puppets: what the conductor says to one it says to the data store, with its own
 * label, its own memory, and its own notifications.
 */
#include "dstest.h"

#include <libsys/grant.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>

static u8 buffer[BUFFER_BYTES];
static grant_id_t buffer_grant;
static endpoint_t store_ep;
static u32 notifications;

u8
test_byte(u32 seed, u32 index)
{
	return (u8)((seed * 31 + index * 7 + (index >> 8)) % 255 + 1);
}

static void
fill_buffer(const struct test_bytes *bytes)
{
	for (u32 index = 0; index < bytes->length && index < BUFFER_BYTES; index++)
		buffer[index] = test_byte(bytes->seed, index);
}

static s32
buffer_has(const struct test_bytes *bytes)
{
	for (u32 index = 0; index < bytes->length && index < BUFFER_BYTES; index++)
		if (buffer[index] != test_byte(bytes->seed, index))
			return 0;
	return 1;
}

static void
put_grant(struct message *message)
{
	struct ds_publish *publish = MESSAGE_BODY(message, struct ds_publish);
	struct ds_retrieve *retrieve = MESSAGE_BODY(message, struct ds_retrieve);

	if (message->type == DS_PUBLISH && publish->grant == GRANT_OF_PUPPET)
		publish->grant = buffer_grant;
	if (message->type == DS_RETRIEVE && retrieve->grant == GRANT_OF_PUPPET)
		retrieve->grant = buffer_grant;
}

/* The status of a request that is for us, or that of passing it on, with the answer. */
static s32
answer(struct message *message)
{
	u32 count = notifications;
	int error;

	switch (message->type) {
	case TEST_FILL:
		fill_buffer(MESSAGE_BODY(message, const struct test_bytes));
		return 0;
	case TEST_VERIFY:
		return buffer_has(MESSAGE_BODY(message, const struct test_bytes));
	case TEST_NOTIFIED:
		notifications = 0;
		return (s32)count;
	}
	put_grant(message);
	error = ipc_sendrec(store_ep, message);
	return error < 0 ? error : MESSAGE_BODY(message, const struct reply_head)->status;
}

void
puppet(int argc, char **argv)
{
	struct message message;

	if (argc != 1 || (store_ep = sys_lookup(argv[0])) < 0)
		panic("a puppet needs a data store");
	buffer_grant = grant_direct(store_ep, buffer, sizeof(buffer), GRANT_READ | GRANT_WRITE);
	for (;;) {
		endpoint_t conductor;

		if (ipc_receive(EP_ANY, &message) < 0)
			panic("nothing to receive");
		if (message.type == MSG_NOTIFY) {
			notifications += message.source == store_ep;
			if (message.source == RS_EP)
				(void)ipc_notify(RS_EP);
			continue;
		}
		conductor = message.source;
		MESSAGE_BODY(&message, struct reply_head)->status = answer(&message);
		(void)ipc_send(conductor, &message);
	}
}
