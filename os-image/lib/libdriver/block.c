/* Block requests: checked, handed to the driver, answered. See libdriver/block.h. */
#include <errno.h>
#include <libdriver/block.h>
#include <libdriver/driver.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>

static const struct block_driver *driver;
static struct block_call calls[BLOCK_CALLS_MAX];
static struct block_call *free_calls; /* freed ones, chained through `next` */
static u32 calls_used;                /* calls from here on were never used */
static u32 calls_under_way;
static u16 opens[BLOCK_MINORS_MAX];

static struct block_call *
take_call(const struct message *request)
{
	struct block_call *call = free_calls;

	if (call != NULL)
		free_calls = call->next;
	else if (calls_used < BLOCK_CALLS_MAX)
		call = &calls[calls_used++];
	else
		return NULL;
	calls_under_way++;
	*call = (struct block_call){
		.client = request->source,
		.id = MESSAGE_BODY(request, const struct request_head)->id,
		.type = request->type,
	};
	return call;
}

static s32
describe(u32 minor, struct block_device *device)
{
	*device = (struct block_device){0};
	return minor < BLOCK_MINORS_MAX ? driver->device(minor, device) : -ENXIO;
}

/* The status of an open; with 0 the minor's size is put into the reply. */
static s32
open_minor(const struct block_call *call, struct message *reply)
{
	struct block_device device;
	s32 status = describe(call->unit, &device);

	if (status < 0)
		return status;
	if (call->write && device.read_only)
		return -EROFS;
	if (opens[call->unit] == UINT16_MAX)
		return -ENFILE;
	opens[call->unit]++;
	MESSAGE_BODY(reply, struct block_open_reply)->size = device.sectors * BLOCK_SECTOR;
	return 0;
}

/* What the client is told: an error, or the bytes that were moved, or the device's size. */
void
block_done(struct block_call *call, s32 status)
{
	struct message reply = {.type = call->type | REPLY_BIT};

	ASSERT(call->type != 0 && status <= 0);
	if (status == 0)
		status = call->type == BLOCK_OPEN ? open_minor(call, &reply) : (s32)call->bytes;
	*MESSAGE_BODY(&reply, struct reply_head) = (struct reply_head){
		.id = call->id,
		.status = status,
	};
	(void)event_reply(call->client, &reply); /* a client that went away needs no answer */
	call->type = 0;
	call->next = free_calls;
	free_calls = call;
	calls_under_way--;
}

static int
quiescent(void)
{
	return calls_under_way == 0;
}

s32
block_put(const struct block_call *call, u32 offset, const void *from, u32 length)
{
	return sys_safecopy_to(call->client, call->grant, offset, from, length);
}

s32
block_take(const struct block_call *call, u32 offset, void *to, u32 length)
{
	return sys_safecopy_from(call->client, call->grant, offset, to, length);
}

static void
do_open(struct message *request)
{
	const struct block_open *open = MESSAGE_BODY(request, const struct block_open);
	struct block_call *call = take_call(request);

	if (call == NULL) {
		(void)event_reply_status(request, -EAGAIN);
		return;
	}
	call->unit = open->minor;
	call->write = open->writing;
	if (driver->open != NULL && open->minor < BLOCK_MINORS_MAX)
		driver->open(call);
	else
		block_done(call, 0);
}

/* A minor that is not open was opened at an instance before this one, or never. */
static void
do_close(struct message *request)
{
	u32 minor = MESSAGE_BODY(request, const struct block_minor)->minor;
	s32 status = 0;

	if (minor >= BLOCK_MINORS_MAX || opens[minor] == 0)
		status = -EINVAL;
	else
		opens[minor]--;
	(void)event_reply_status(request, status);
}

/*
 * Checks a transfer against the device; the bytes that it moves, cut at the
 * device's end, or an error.
 */
static s32
check_transfer(const struct block_transfer *transfer, const struct block_device *device, int write)
{
	u64 size = device->sectors * BLOCK_SECTOR;

	if (transfer->length == 0 || transfer->length > BLOCK_TRANSFER_MAX ||
	    transfer->length % BLOCK_SECTOR != 0 || transfer->position % BLOCK_SECTOR != 0)
		return -EINVAL;
	if (write && device->read_only)
		return -EROFS;
	if (transfer->position >= size)
		return 0;
	if (transfer->length > size - transfer->position)
		return (s32)(size - transfer->position);
	return (s32)transfer->length;
}

static void
do_transfer(struct message *request)
{
	const struct block_transfer *transfer = MESSAGE_BODY(request, const struct block_transfer);
	int write = request->type == BLOCK_WRITE;
	struct block_device device;
	struct block_call *call;
	s32 bytes = describe(transfer->minor, &device);

	if (bytes == 0)
		bytes = check_transfer(transfer, &device, write);
	if (bytes <= 0) {
		(void)event_reply_status(request, bytes);
		return;
	}
	call = take_call(request);
	if (call == NULL) {
		(void)event_reply_status(request, -EAGAIN);
		return;
	}
	call->unit = device.unit;
	call->write = (u32)write;
	call->sector = device.start + transfer->position / BLOCK_SECTOR;
	call->bytes = (u32)bytes;
	call->flags = transfer->flags;
	call->grant = transfer->grant;
	driver->transfer(call);
}

static void
do_flush(struct message *request)
{
	u32 minor = MESSAGE_BODY(request, const struct block_minor)->minor;
	struct block_device device;
	struct block_call *call;
	s32 status = describe(minor, &device);

	if (status < 0 || driver->flush == NULL) {
		(void)event_reply_status(request, status);
		return;
	}
	call = take_call(request);
	if (call == NULL) {
		(void)event_reply_status(request, -EAGAIN);
		return;
	}
	call->unit = device.unit;
	driver->flush(call);
}

static s32
accept(const struct message *request)
{
	static const char *const clients[] = {"mfs.*", "vfs", "blk.checksum"};

	for (u32 index = 0; index < ARRAY_LEN(clients); index++)
		if (driver_client_is(request->source, clients[index]))
			return 0;
	return -EPERM;
}

void
block_serve(const struct block_driver *block_driver)
{
	static const struct event_route routes[] = {
		{BLOCK_OPEN, EVENT_ON_LOOP, do_open},
		{BLOCK_CLOSE, EVENT_ON_LOOP, do_close},
		{BLOCK_READ, EVENT_ON_LOOP, do_transfer},
		{BLOCK_WRITE, EVENT_ON_LOOP, do_transfer},
		{BLOCK_FLUSH, EVENT_ON_LOOP, do_flush},
	};
	static const struct driver_protocol protocol = {
		.base = PROTO_BLOCK,
		.routes = routes,
		.route_count = ARRAY_LEN(routes),
		.accept = accept,
		.quiescent = quiescent,
	};

	driver = block_driver;
	driver_add_protocol(&protocol);
}
