/* ICMP messages of ping (RFC 792). See ping.h. */
#include <string.h>

#include "ping.h"

#define TYPE_ECHO_REPLY 0
#define TYPE_UNREACHABLE 3
#define TYPE_ECHO 8
#define TYPE_TIME_EXCEEDED 11
#define IP_HEAD_LEAST 20u
#define IP_PROTOCOL 9 /* where it is in an IP header */

struct icmp {
	uint8_t type, code;
	uint16_t checksum;
	uint16_t id, sequence; /* big-endian */
};

/* The ones' complement sum (RFC 1071) of the whole message, as it is stored. */
static uint16_t
checksum(const uint8_t *message, size_t length)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < length; i += 2)
		sum += (uint32_t)(message[i] << 8 | message[i + 1]);
	if (length % 2 != 0)
		sum += (uint32_t)message[length - 1] << 8;
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

/* Differs by probe and by place, so that a mix of two is noticed. */
static uint8_t
data_byte(uint16_t sequence, size_t at)
{
	return (uint8_t)(at + sequence * 31u);
}

void
probe_write(uint8_t *message, uint16_t id, uint16_t sequence, size_t size)
{
	struct icmp head = {.type = TYPE_ECHO, .id = htons(id), .sequence = htons(sequence)};

	for (size_t i = 0; i < size; i++)
		message[PROBE_HEAD + i] = data_byte(sequence, i);
	memcpy(message, &head, PROBE_HEAD);
	head.checksum = checksum(message, PROBE_HEAD + size);
	memcpy(message, &head, PROBE_HEAD);
}

static const char *
unreachable(uint8_t code)
{
	static const char *const words[] = {
		"network unreachable",
		"host unreachable",
		"protocol unreachable",
		"port unreachable",
		"fragmentation needed",
	};

	return code < sizeof(words) / sizeof(words[0]) ? words[code] : "destination unreachable";
}

/* An error carries the IP header of what it is about and eight bytes more. */
static struct probe
read_error(const uint8_t *message, size_t length, const struct icmp *head, uint16_t id)
{
	const uint8_t *ip = message + PROBE_HEAD;
	size_t ip_length = length > PROBE_HEAD ? (ip[0] & 0xfu) * 4u : 0;
	struct probe probe = {.kind = PROBE_OTHER};
	struct icmp about;

	if (ip_length < IP_HEAD_LEAST || length < PROBE_HEAD + ip_length + sizeof(about) ||
	    ip[IP_PROTOCOL] != IPPROTO_ICMP)
		return probe;
	memcpy(&about, ip + ip_length, sizeof(about));
	if (about.type != TYPE_ECHO || about.id != htons(id))
		return probe;
	probe.kind = PROBE_ERROR;
	probe.sequence = ntohs(about.sequence);
	probe.error = "time to live exceeded";
	if (head->type == TYPE_UNREACHABLE)
		probe.error = unreachable(head->code);
	return probe;
}

struct probe
probe_read(const uint8_t *message, size_t length, uint16_t id, size_t size)
{
	struct probe probe = {.kind = PROBE_OTHER};
	struct icmp head;

	if (length < sizeof(head))
		return probe;
	memcpy(&head, message, sizeof(head));
	if (head.type == TYPE_UNREACHABLE || head.type == TYPE_TIME_EXCEEDED)
		return read_error(message, length, &head, id);
	if (head.type != TYPE_ECHO_REPLY || head.id != htons(id))
		return probe;
	probe.sequence = ntohs(head.sequence);
	probe.kind = length == PROBE_HEAD + size ? PROBE_REPLY : PROBE_DAMAGED;
	for (size_t i = 0; probe.kind == PROBE_REPLY && i < size; i++)
		if (message[PROBE_HEAD + i] != data_byte(probe.sequence, i))
			probe.kind = PROBE_DAMAGED;
	return probe;
}
