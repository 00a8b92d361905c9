/* What a block driver refuses. */
#include <errno.h>
#include <libsys/grant.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <string.h>

#include "disktest.h"

#define NO_MINOR 255u
#define WILD_MINOR 0x80000001u
#define SILENCE_US 500000u

struct refusal {
	const char *what;
	u32 minor;
	u64 position;
	u32 length;
	s32 status;
};

static const struct refusal refusals[] = {
	{"position within a sector", 0, 1, BLOCK_SECTOR, -EINVAL},
	{"no length", 0, 0, 0, -EINVAL},
	{"length of no sectors", 0, 0, BLOCK_SECTOR + 1, -EINVAL},
	{"length beyond the limit", 0, 0, BLOCK_TRANSFER_MAX + BLOCK_SECTOR, -EINVAL},
	{"huge length", 0, 0, UINT32_MAX - BLOCK_SECTOR + 1, -EINVAL},
	{"no such minor", NO_MINOR, 0, BLOCK_SECTOR, -ENXIO},
	{"wild minor", WILD_MINOR, 0, BLOCK_SECTOR, -ENXIO},
};

static void
must_refuse(endpoint_t driver, const struct refusal *refusal, grant_id_t grant)
{
	struct block_transfer transfer = {
		.minor = refusal->minor,
		.position = refusal->position,
		.length = refusal->length,
		.grant = grant,
	};

	must(refusal->what, ask(driver, BLOCK_READ, &transfer), refusal->status);
	must(refusal->what, ask(driver, BLOCK_WRITE, &transfer), refusal->status);
}

static s32
ask_minor(endpoint_t driver, u32 type, u32 minor)
{
	struct block_transfer transfer = {.minor = minor}; /* it begins as a block_minor does */

	return ask(driver, type, &transfer);
}

void
refuse_role(int argc, char **argv)
{
	endpoint_t driver = driver_of(argc, argv);
	grant_id_t grant = grant_direct(driver, buffer, sizeof(buffer), GRANT_READ | GRANT_WRITE);
	struct block_transfer transfer = {.length = BLOCK_SECTOR, .grant = GRANT_INVALID};
	u32 index;

	for (index = 0; index < ARRAY_LEN(refusals); index++)
		must_refuse(driver, &refusals[index], grant);
	must("no grant", ask(driver, BLOCK_READ, &transfer), -EBADGRANT);
	must("open without device", ask_minor(driver, BLOCK_OPEN, NO_MINOR), -ENXIO);
	must("flush without device", ask_minor(driver, BLOCK_FLUSH, NO_MINOR), -ENXIO);
	must("close before open", ask_minor(driver, BLOCK_CLOSE, NO_MINOR), -EINVAL);
	must("wild close", ask_minor(driver, BLOCK_CLOSE, WILD_MINOR), -EINVAL);
	must("no such request", ask_minor(driver, BLOCK_REQUEST_END, 0), -ENOSYS);
	must("another protocol", ask_minor(driver, PROTO_FS, 0), -ENOSYS);
}

/*
 * The driver's answer may be one that the kernel does not let through to us: then
 * there is none.
 */
void
stranger_role(int argc, char **argv)
{
	endpoint_t driver = driver_of(argc, argv);
	struct message message = {.type = BLOCK_READ};

	memset(buffer, 0xa5, BLOCK_SECTOR);
	*MESSAGE_BODY(&message, struct block_transfer) = (struct block_transfer){
		.length = BLOCK_SECTOR,
		.grant = grant_direct(driver, buffer, BLOCK_SECTOR, GRANT_WRITE),
	};
	must("send", ipc_send(driver, &message), 0);
	must("alarm", sys_alarm(sys_uptime_us() + SILENCE_US), 0);
	do {
		must("receive", ipc_receive(EP_ANY, &message), 0);
	} while (message.source != driver && message.source != EP_CLOCK);
	if (message.source == driver)
		must("refusal", MESSAGE_BODY(&message, const struct reply_head)->status, -EPERM);
	must("what lay in the buffer", buffer[0], 0xa5);
}
