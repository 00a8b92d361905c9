/*
 * Asking name servers over UDP. Each question has an id of its own, and a socket of
 * its own, so that its port can't be foreseen either; the socket is connected, so that
 * nobody else's answer is read (RFC 5452, 9.1). Servers are asked in turn, and all
 * again with twice the patience.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/dns.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "resolve.h"

#define ROUNDS 3
#define FIRST_PATIENCE_MS 1000
#define MS_PER_S 1000
#define NS_PER_MS 1000000
#define RANDOM_DEVICE "/dev/urandom"

struct question {
	const char *name;
	u16 id;
	u8 message[DNS_MESSAGE_MAX];
	s32 length;
};

static long long
now_ms(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) < 0)
		return 0;
	return (long long)now.tv_sec * MS_PER_S + now.tv_nsec / NS_PER_MS;
}

/* 0, or -1: without what nobody can foresee nothing is asked. */
static int
draw_id(u16 *id)
{
	int fd = open(RANDOM_DEVICE, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return -1;
	got = read(fd, id, sizeof(*id));
	close(fd);
	return got == (ssize_t)sizeof(*id) ? 0 : -1;
}

/*
 * What an answer comes to: how many addresses; 0 when there are none, -EAGAIN when
 * the server can't tell, -EPROTO when it is no answer to this.
 */
static s32
read_answer(const struct question *question, const u8 *message, u32 length,
	    u32 addresses[RESOLVE_ADDRESSES_MAX])
{
	struct dns_answer answer;
	s32 error = dns_read_answer(message, length, question->id, question->name, addresses,
				    RESOLVE_ADDRESSES_MAX, &answer);

	if (error == 0)
		return answer.count > 0 ? (s32)answer.count : -EAGAIN;
	if (error == -ENOENT)
		return 0;
	return error == -EAGAIN ? error : -EPROTO;
}

/* As read_answer; -EAGAIN, too, when none comes in time. What is no answer is passed over. */
static s32
await_answer(int fd, const struct question *question, int patience_ms,
	     u32 addresses[RESOLVE_ADDRESSES_MAX])
{
	long long until_ms = now_ms() + patience_ms;
	struct pollfd entry = {.fd = fd, .events = POLLIN};
	u8 message[DNS_MESSAGE_MAX];
	s32 found = -EPROTO;

	while (found == -EPROTO) {
		long long left_ms = until_ms - now_ms();
		ssize_t length;

		if (left_ms <= 0)
			return -EAGAIN;
		if (poll(&entry, 1, (int)left_ms) <= 0)
			continue;
		length = recv(fd, message, sizeof(message), MSG_DONTWAIT);
		if (length >= 0)
			found = read_answer(question, message, (u32)length, addresses);
		else if (errno != EAGAIN && errno != EINTR)
			return -EAGAIN; /* nobody listens there */
	}
	return found;
}

static s32
ask(struct question *question, u32 server, int patience_ms, u32 addresses[RESOLVE_ADDRESSES_MAX])
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(DNS_PORT),
		.sin_addr.s_addr = htonl(server),
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	s32 found = -EAGAIN;

	if (fd < 0)
		return found;
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0 &&
	    send(fd, question->message, (size_t)question->length, 0) == question->length)
		found = await_answer(fd, question, patience_ms, addresses);
	close(fd);
	return found;
}

static u32
fail(int error)
{
	h_errno = error;
	return 0;
}

u32
resolve_by_dns(const char *name, u32 addresses[RESOLVE_ADDRESSES_MAX])
{
	struct question question = {.name = name};
	u32 servers[RESOLVE_SERVERS_MAX];
	u32 count = find_name_servers(servers);
	int patience_ms = FIRST_PATIENCE_MS;

	if (count == 0)
		return fail(NO_RECOVERY);
	for (int round = 0; round < ROUNDS; round++, patience_ms *= 2) {
		for (u32 i = 0; i < count; i++) {
			s32 found;

			if (draw_id(&question.id) < 0)
				return fail(NO_RECOVERY);
			question.length =
				dns_write_question(question.message, question.id, name);
			if (question.length < 0)
				return fail(HOST_NOT_FOUND);
			found = ask(&question, servers[i], patience_ms, addresses);
			if (found > 0)
				return (u32)found;
			if (found == 0)
				return fail(HOST_NOT_FOUND);
		}
	}
	return fail(TRY_AGAIN);
}
