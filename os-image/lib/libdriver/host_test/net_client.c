/*
 * INET and the kernel, as a network driver in a test finds them: requests come from the test,
 * and replies, notices and what was copied are kept for it. For the library's own test
 * and for those of drivers, which bring a card and panic().
 */
#include <errno.h>
#include <libdriver/driver.h>
#include <libdriver/net.h>
#include <libsys/kcall.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name)))

#define GRANTS 16u /* ids 0 to GRANTS - 1, each of GRANT_BYTES of the client's memory */
#define GRANT_BYTES 0x10000u
#define REPLIES_MAX 0x4000u

static const struct driver_protocol *protocol;
static endpoint_t inet;

static u8 client_memory[GRANTS][GRANT_BYTES];
static u32 bad_grants; /* bit n: grant n was taken back */
static u32 copy_calls, copy_parts;

static struct message replies[REPLIES_MAX];
static endpoint_t reply_targets[REPLIES_MAX];
static u32 reply_count;
static struct net_link_state notices[REPLIES_MAX];
static u32 notice_count;
static int notices_fail;

/* ---- the kernel and the rest of the driver's library ---- */

void
driver_add_protocol(const struct driver_protocol *added)
{
	protocol = added;
}

int
driver_client_is(endpoint_t endpoint, const char *pattern)
{
	return endpoint == inet && strcmp(pattern, "inet") == 0;
}

static s32
copy(const struct safecopy_part *part)
{
	if (part->granter != inet || (u32)part->grant >= GRANTS || bad_grants >> part->grant & 1 ||
	    part->offset > GRANT_BYTES || part->length > GRANT_BYTES - part->offset)
		return -EBADGRANT;
	copy_parts++;
	if (part->to_granter)
		memcpy(client_memory[part->grant] + part->offset, (const void *)part->address,
		       part->length);
	else
		memcpy((void *)part->address, client_memory[part->grant] + part->offset,
		       part->length);
	return 0;
}

int
sys_safecopy_vector(const struct safecopy_part *parts, u32 count)
{
	u32 index;

	copy_calls++;
	for (index = 0; index < count; index++) {
		s32 error = copy(&parts[index]);

		if (error < 0)
			return error;
	}
	return (int)count;
}

int
sys_safecopy_to(endpoint_t granter, grant_id_t grant, u32 offset, const void *from, u32 length)
{
	struct safecopy_part part = {granter, grant, offset, (u32)from, length, 1};

	copy_calls++;
	return copy(&part);
}

s32
event_reply(endpoint_t target, const struct message *reply)
{
	reply_targets[reply_count] = target;
	replies[reply_count++] = *reply;
	return 0;
}

s32
event_reply_status(const struct message *request, s32 status)
{
	struct message reply = {.type = request->type | REPLY_BIT};

	*MESSAGE_BODY(&reply, struct reply_head) = (struct reply_head){
		.id = MESSAGE_BODY(request, const struct request_head)->id,
		.status = status,
	};
	return event_reply(request->source, &reply);
}

s32
event_notice(endpoint_t target, const struct message *notice)
{
	if (notices_fail || target != inet)
		return -EAGAIN;
	notices[notice_count++] = *MESSAGE_BODY(notice, const struct net_link_state);
	return 0;
}

/* ---- for the test ---- */

EXPORT(set_inet) void
set_inet(endpoint_t endpoint)
{
	inet = endpoint;
}

/* The message that the next request brings; its body is the test's to fill. */
static struct message request;

EXPORT(request_body) u8 *
request_body(void)
{
	return request.body;
}

/* 0 when it was handed on, else the error it is refused with, as the loop would. */
EXPORT(ask) s32
ask(endpoint_t source, u32 type)
{
	s32 error;
	u32 index;

	request.source = source;
	request.type = type;
	error = protocol->accept(&request);
	if (error < 0)
		return error;
	for (index = 0; index < protocol->route_count; index++)
		if (protocol->routes[index].type == type) {
			protocol->routes[index].handle(&request);
			return 0;
		}
	return -ENOSYS;
}

EXPORT(client_at) u8 *
client_at(u32 grant)
{
	return client_memory[grant];
}

EXPORT(take_grant_back) void
take_grant_back(u32 grant, u32 is_bad)
{
	bad_grants &= ~(1u << grant);
	bad_grants |= is_bad << grant;
}

EXPORT(set_notices_fail) void
set_notices_fail(u32 fail)
{
	notices_fail = fail != 0;
}

EXPORT(prepare) void
prepare(void)
{
	protocol->prepare();
}

EXPORT(is_quiescent) u32
is_quiescent(void)
{
	return protocol->quiescent() != 0;
}

EXPORT(reply_number) u32
reply_number(void)
{
	return reply_count;
}

EXPORT(reply_at) const struct message *
reply_at(u32 index)
{
	return &replies[index];
}

EXPORT(reply_target) endpoint_t
reply_target(u32 index)
{
	return reply_targets[index];
}

EXPORT(notice_number) u32
notice_number(void)
{
	return notice_count;
}

EXPORT(notice_is_up) u32
notice_is_up(u32 index)
{
	return notices[index].is_up;
}

EXPORT(copy_number) u32
copy_number(void)
{
	return copy_calls;
}

EXPORT(part_number) u32
part_number(void)
{
	return copy_parts;
}
