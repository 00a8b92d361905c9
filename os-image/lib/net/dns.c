/*
 * DNS messages (RFC 1035, 4.1). Names are compared without regard to case; an alias
 * (CNAME) in the answer leads to the name whose addresses count.
 */
#include <errno.h>
#include <net/dns.h>
#include <string.h>

#include "stack.h"

/* The header: six numbers. */
#define DNS_ID 0u
#define DNS_FLAGS 2u
#define DNS_QUESTIONS 4u
#define DNS_ANSWERS 6u
#define DNS_HEADER_BYTES 12u

#define FLAG_RESPONSE 0x8000u
#define FLAG_RECURSION_WANTED 0x0100u
#define OPCODE_MASK 0x7800u
#define RCODE_MASK 0x000fu
#define RCODE_NO_NAME 3u
#define RCODE_FORMAT 1u

#define TYPE_ADDRESS 1u
#define TYPE_ALIAS 5u
#define CLASS_INTERNET 1u

#define LABEL_MAX 63u
#define POINTER_BITS 0xc0u
#define POINTER_OFFSET 0x3fffu

/* A record after its name: type, class, time to live, length of the data. */
#define RECORD_TYPE 0u
#define RECORD_CLASS 2u
#define RECORD_TTL 4u
#define RECORD_LENGTH 8u
#define RECORD_BYTES 10u
#define QUESTION_BYTES 4u /* after the name: type and class */

struct message {
	const u8 *bytes;
	u32 length;
	u32 at; /* what is read next */
};

static u8
lower(u8 character)
{
	return character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character;
}

/* ---- writing ---- */

s32
dns_write_question(u8 message[DNS_MESSAGE_MAX], u16 id, const char *name)
{
	u32 length = (u32)strnlen(name, DNS_NAME_MAX + 1u);
	u8 *label = message + DNS_HEADER_BYTES; /* the place of its length */
	u8 *p = label + 1;

	if (length == 0 || length > DNS_NAME_MAX)
		return -EINVAL;
	memset(message, 0, DNS_HEADER_BYTES);
	put16(message + DNS_ID, id);
	put16(message + DNS_FLAGS, FLAG_RECURSION_WANTED);
	put16(message + DNS_QUESTIONS, 1);
	for (u32 i = 0; i <= length; i++) {
		u32 label_length = (u32)(p - label) - 1u;

		if (i < length && name[i] != '.') {
			*p++ = (u8)name[i];
			continue;
		}
		if (label_length == 0 || label_length > LABEL_MAX)
			return -EINVAL;
		*label = (u8)label_length;
		label = p++;
	}
	*label = 0;
	put16(p, TYPE_ADDRESS);
	put16(p + 2, CLASS_INTERNET);
	return (s32)(p + QUESTION_BYTES - message);
}

/* ---- reading ---- */

/*
 * Reads a name as text; the message goes on behind it. A pointer has to lead to before the
 * place where the name, or the part that the last pointer led to, began: so it ends.
 */
static s32
read_name(struct message *message, char text[DNS_NAME_MAX + 1u])
{
	u32 at = message->at;
	u32 start = at;
	u32 used = 0;
	int has_jumped = 0;

	for (;;) {
		u32 length;

		if (at >= message->length)
			return -EBADMSG;
		length = message->bytes[at];
		if ((length & POINTER_BITS) == POINTER_BITS) {
			if (at + 2u > message->length)
				return -EBADMSG;
			if (!has_jumped)
				message->at = at + 2u;
			has_jumped = 1;
			at = get16(message->bytes + at) & POINTER_OFFSET;
			if (at >= start)
				return -EBADMSG;
			start = at;
			continue;
		}
		at++;
		if (length == 0)
			break;
		if (length > LABEL_MAX || at + length > message->length ||
		    used + length + 1u > DNS_NAME_MAX)
			return -EBADMSG;
		if (used > 0)
			text[used++] = '.';
		for (u32 i = 0; i < length; i++)
			text[used++] = (char)lower(message->bytes[at + i]);
		at += length;
	}
	text[used] = '\0';
	if (!has_jumped)
		message->at = at;
	return 0;
}

static int
is_name(const char *text, const char *name)
{
	while (*text != '\0' && (u8)*text == lower((u8)*name)) {
		text++;
		name++;
	}
	return *text == '\0' && *name == '\0';
}

/* The head and the question, which must be the one that was asked. */
static s32
read_head(struct message *message, u16 id, const char *name)
{
	char asked[DNS_NAME_MAX + 1u];
	u32 flags;
	s32 error;

	if (message->length < DNS_HEADER_BYTES)
		return -EBADMSG;
	flags = get16(message->bytes + DNS_FLAGS);
	if (get16(message->bytes + DNS_ID) != id || (flags & FLAG_RESPONSE) == 0 ||
	    (flags & OPCODE_MASK) != 0)
		return -EPROTO;
	/* A server that understood nothing of the question need not repeat it. */
	if ((flags & RCODE_MASK) == RCODE_FORMAT)
		return -EAGAIN;
	if (get16(message->bytes + DNS_QUESTIONS) != 1)
		return -EPROTO;
	message->at = DNS_HEADER_BYTES;
	error = read_name(message, asked);
	if (error < 0)
		return error;
	if (message->at + QUESTION_BYTES > message->length)
		return -EBADMSG;
	if (!is_name(asked, name) ||
	    get16(message->bytes + message->at) != TYPE_ADDRESS ||
	    get16(message->bytes + message->at + 2) != CLASS_INTERNET)
		return -EPROTO;
	message->at += QUESTION_BYTES;
	if ((flags & RCODE_MASK) == RCODE_NO_NAME)
		return -ENOENT;
	return (flags & RCODE_MASK) == 0 ? 0 : -EAGAIN;
}

struct record {
	char name[DNS_NAME_MAX + 1u];
	u16 type, class;
	u32 ttl_s;
	u32 data, length; /* where its data is */
};

static s32
read_record(struct message *message, struct record *record)
{
	const u8 *fields;
	s32 error = read_name(message, record->name);

	if (error < 0)
		return error;
	if (message->at + RECORD_BYTES > message->length)
		return -EBADMSG;
	fields = message->bytes + message->at;
	record->type = get16(fields + RECORD_TYPE);
	record->class = get16(fields + RECORD_CLASS);
	record->ttl_s = get32(fields + RECORD_TTL);
	record->length = get16(fields + RECORD_LENGTH);
	record->data = message->at + RECORD_BYTES;
	if (record->length > message->length - record->data)
		return -EBADMSG;
	message->at = record->data + record->length;
	return 0;
}

s32
dns_read_answer(const u8 *bytes, u32 length, u16 id, const char *name, ip_address *addresses,
		u32 limit, struct dns_answer *answer)
{
	struct message message = {bytes, length, 0};
	char wanted[DNS_NAME_MAX + 1u];
	struct record record;
	s32 error = read_head(&message, id, name);
	u32 records;

	*answer = (struct dns_answer){.ttl_s = UINT32_MAX};
	if (error < 0)
		return error;
	records = get16(bytes + DNS_ANSWERS);
	memcpy(wanted, name, strlen(name) + 1u); /* as long as the one in the question, at most */
	for (u32 i = 0; i < records; i++) {
		error = read_record(&message, &record);
		if (error < 0)
			return error;
		if (record.class != CLASS_INTERNET || !is_name(record.name, wanted))
			continue;
		if (record.ttl_s < answer->ttl_s)
			answer->ttl_s = record.ttl_s;
		if (record.type == TYPE_ALIAS) {
			struct message alias = {bytes, length, record.data};

			error = read_name(&alias, wanted);
			if (error < 0)
				return error;
		} else if (record.type == TYPE_ADDRESS && record.length == sizeof(ip_address) &&
			   answer->count < limit) {
			addresses[answer->count++] = get32(bytes + record.data);
		}
	}
	return answer->count > 0 ? 0 : -ENOENT;
}
