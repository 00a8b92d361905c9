/* Echoes of ICMP (RFC 792), several at once, which may get lost and are then asked for again. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <toolkit/clock.h>
#include <toolkit/seeded.h>
#include <unistd.h>

#include "workload.h"

#define ECHO_REPLY 0
#define ECHO_REQUEST 8
#define HEAD_BYTES 8u
#define DATA_BYTES_MAX 1472u /* fills a frame */
#define AGAIN_MS 500

/* Frames that are padded, that are odd, that are full. */
static const size_t sizes[] = {5, 301, DATA_BYTES_MAX, 18};
#define ECHOES (sizeof(sizes) / sizeof(sizes[0]))
#define ALL_ANSWERED ((1u << ECHOES) - 1)

struct icmp {
	uint8_t type, code;
	uint16_t checksum, id, sequence; /* big-endian */
	uint8_t data[DATA_BYTES_MAX];
};

static struct icmp request;
static uint32_t data[DATA_BYTES_MAX / sizeof(uint32_t)];

/* RFC 1071; the bytes behind an odd end are 0. */
static uint16_t
checksum(const struct icmp *message, size_t bytes)
{
	const uint8_t *at = (const uint8_t *)message;
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < bytes; i += 2)
		sum += (uint32_t)(at[i] << 8 | at[i + 1]);
	if (bytes % 2 != 0)
		sum += (uint32_t)at[bytes - 1] << 8;
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* What each echo of a round bears: a sequence number of its own, and the round's data. */
static uint16_t
sequence_of(uint32_t number, size_t echo)
{
	return (uint16_t)(number * ECHOES + echo);
}

static void
make(uint32_t number, size_t echo)
{
	request = (struct icmp){.type = ECHO_REQUEST, .id = htons((uint16_t)getpid())};
	request.sequence = htons(sequence_of(number, echo));
	memcpy(request.data, data, sizes[echo]);
	request.checksum = htons(checksum(&request, HEAD_BYTES + sizes[echo]));
}

/* What finds no room now is sent next time. */
static bool
send_those_unanswered(int raw, const struct sockaddr_in *to, uint32_t number, uint32_t answered)
{
	for (size_t echo = 0; echo < ECHOES; echo++) {
		if ((answered & 1u << echo) != 0)
			continue;
		make(number, echo);
		if (sendto(raw, &request, HEAD_BYTES + sizes[echo], 0, (const struct sockaddr *)to,
			   sizeof(*to)) < 0 &&
		    errno != EAGAIN && errno != ENOBUFS)
			return false;
	}
	return true;
}

/* One message of any kind. Those of others, and of earlier rounds, are passed over. */
static enum outcome
take(const struct icmp *reply, size_t length, uint32_t number, uint32_t *answered)
{
	size_t echo = (uint16_t)(ntohs(reply->sequence) - sequence_of(number, 0));

	if (length < HEAD_BYTES || reply->type != ECHO_REPLY || echo >= ECHOES ||
	    reply->id != htons((uint16_t)getpid()))
		return WELL;
	if (length != HEAD_BYTES + sizes[echo] || memcmp(reply->data, data, sizes[echo]) != 0)
		return wrong("ping");
	*answered |= 1u << echo;
	return WELL;
}

/* Takes what comes within that time, until all have been answered. */
static enum outcome
receive(int raw, uint32_t number, uint32_t *answered)
{
	static struct icmp reply;
	const uint64_t end_us = clock_us() + AGAIN_MS * US_PER_MS;
	struct pollfd watched = {.fd = raw, .events = POLLIN};
	enum outcome outcome = WELL;

	while (outcome == WELL && *answered != ALL_ANSWERED) {
		uint64_t now_us = clock_us();
		ssize_t got;

		if (now_us >= end_us || poll(&watched, 1, (int)((end_us - now_us) / US_PER_MS) + 1) == 0)
			break;
		got = recv(raw, &reply, sizeof(reply), 0);
		if (got >= 0)
			outcome = take(&reply, (size_t)got, number, answered);
		else if (errno != EAGAIN && errno != EINTR)
			outcome = failed("ping");
	}
	return outcome;
}

static enum outcome
exchange(int raw, uint32_t address, uint32_t number, int limit_ms)
{
	const struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr = {.s_addr = address}};
	const uint64_t end_us = clock_us() + (uint64_t)limit_ms * US_PER_MS;
	enum outcome outcome = WELL;
	uint32_t answered = 0;

	while (outcome == WELL && answered != ALL_ANSWERED) {
		if (clock_us() >= end_us) {
			errno = ETIMEDOUT;
			return failed("ping");
		}
		if (!send_those_unanswered(raw, &to, number, answered))
			return failed("ping");
		outcome = receive(raw, number, &answered);
	}
	return outcome;
}

enum outcome
ping(uint32_t address, uint32_t number, int limit_ms)
{
	int raw = socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMP);
	enum outcome outcome;

	if (raw < 0)
		return failed("a socket for ping");
	seeded_fill(data, sizeof(data) / sizeof(data[0]), number, 0);
	outcome = exchange(raw, address, number, limit_ms);
	close(raw);
	return outcome;
}
