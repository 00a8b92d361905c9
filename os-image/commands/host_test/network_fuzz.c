/*
 * Feeds garbage to all that reads what others send: answers and requests of HTTP, replies of
 * SMTP, ICMP messages, addresses. Runs on the machine that builds, with the sanitizer of
 * undefined behaviour; what is given is a target, a seed and a number of cases. Garbage is a
 * good sample that was damaged a little, since what is all noise gets no further than the first
 * check.
 *
 * What has to hold: no case crashes or hangs, results are among those promised, pointers lead
 * into the text that was read, and a body has no more bytes than were sent.
 */
#include <errno.h>
#include <fcntl.h>
#include <http/body.h>
#include <http/head.h>
#include <http/url.h>
#include <netkit/connection.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../httpd/httpd.h"
#include "../maild/maild.h"
#include "../ping/ping.h"

#define CASE_MAX 24576u /* longer than a head may be, and short enough for a socket's buffer */
#define DAMAGES_MAX 6u
#define TIMEOUT_MS 1000

/* What the sources under test take from their mains. */
const char *site = "/";
struct settings settings;

static uint32_t state;

static uint32_t
random_below(uint32_t limit)
{
	state = state * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)(state >> 8) * limit >> 24);
}

static void
check(bool holds, const char *what)
{
	if (holds)
		return;
	printf("does not hold: %s\n", what);
	exit(1);
}

struct garbage {
	char bytes[CASE_MAX];
	size_t length;
};

static void
insert(struct garbage *garbage, size_t at, const char *bytes, size_t length)
{
	if (length > CASE_MAX - garbage->length)
		length = CASE_MAX - garbage->length;
	memmove(garbage->bytes + at + length, garbage->bytes + at, garbage->length - at);
	memcpy(garbage->bytes + at, bytes, length);
	garbage->length += length;
}

/* One damage out of: a bit, a byte, a cut, a piece twice, a piece gone, a number or word put in. */
static void
damage(struct garbage *garbage)
{
	static const char *const pieces[] = {
		"\r\n", "\n", "\r\n\r\n", ":", " ", "-1", "99999999999999999999", "0", "%", "%00", "/../",
		"Content-Length: 7\r\n", "Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\n", "\t",
		"250-",
	};
	static char longest[CASE_MAX];
	size_t at = random_below((uint32_t)garbage->length + 1);
	size_t rest = garbage->length - at;
	size_t part = rest > 0 ? random_below((uint32_t)rest) : 0;
	const char *piece = pieces[random_below(sizeof(pieces) / sizeof(pieces[0]))];

	switch (random_below(8)) {
	case 0:
		if (rest > 0)
			garbage->bytes[at] ^= (char)(1 << random_below(8));
		break;
	case 1:
		if (rest > 0)
			garbage->bytes[at] = (char)random_below(256);
		break;
	case 2:
		garbage->length = at;
		break;
	case 3:
		memcpy(longest, garbage->bytes + at, part);
		insert(garbage, at, longest, part);
		break;
	case 4:
		memmove(garbage->bytes + at, garbage->bytes + at + part, rest - part);
		garbage->length -= part;
		break;
	case 5:
		memset(longest, (int)random_below(256), sizeof(longest));
		insert(garbage, at, longest, random_below(CASE_MAX));
		break;
	default:
		insert(garbage, at, piece, strlen(piece));
	}
}

static void
make(struct garbage *garbage, const char *const *samples, size_t count)
{
	const char *sample = samples[random_below((uint32_t)count)];

	garbage->length = strlen(sample);
	memcpy(garbage->bytes, sample, garbage->length);
	for (uint32_t damages = random_below(DAMAGES_MAX); damages > 0; damages--)
		damage(garbage);
}

/* A connection whose other side has sent the garbage and ended. */
static void
connect_to(struct connection *connection, const struct garbage *garbage)
{
	int ends[2];

	check(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0, "there are sockets");
	check(write(ends[1], garbage->bytes, garbage->length) == (ssize_t)garbage->length,
	      "a case fits into a socket's buffer");
	close(ends[1]);
	connection_begin(connection, ends[0], TIMEOUT_MS);
}

static void
check_text(const struct http_head *head, const char *text)
{
	check(text >= head->text && text < head->text + sizeof(head->text), "a text is in the head");
	for (; *text != '\0'; text++)
		check((unsigned char)*text >= ' ' || *text == '\t', "a text has no control characters");
}

static bool
read_head(struct connection *connection, struct http_head *head)
{
	if (http_head_read(connection, head) != HTTP_HEAD_OK)
		return false;
	check(head->field_count <= HTTP_FIELDS_MAX, "there are no more fields than may be");
	check_text(head, head->first_line);
	for (size_t i = 0; i < head->field_count; i++) {
		check_text(head, head->fields[i].name);
		check_text(head, head->fields[i].value);
	}
	return true;
}

/* Whether it is one that could be taken to its end. */
static bool
read_body(struct connection *connection, const struct http_head *head, bool is_request, size_t sent)
{
	struct http_body body;
	char block[512];
	size_t total = 0;
	ssize_t got;

	if (http_body_begin(&body, head, is_request) != NULL)
		return false;
	while ((got = http_body_read(&body, connection, block, 1 + random_below(sizeof(block)))) > 0)
		total += (size_t)got;
	check(total <= sent, "a body has no more bytes than were sent");
	check(got == 0 || body.error != NULL, "a body that fails says why");
	return got == 0;
}

static bool
try_response(const struct garbage *garbage)
{
	static struct http_head head;
	struct connection connection;
	const char *reason;
	bool is_good;

	connect_to(&connection, garbage);
	is_good = read_head(&connection, &head) && http_status(&head, &reason) >= 0 &&
		  read_body(&connection, &head, false, garbage->length);
	connection_close(&connection);
	return is_good;
}

static bool
try_request(const struct garbage *garbage)
{
	static struct http_head head;
	struct http_request_line line;
	struct connection connection;
	struct byte_range range;
	char path[TREE_PATH_MAX];
	bool is_good;

	connect_to(&connection, garbage);
	is_good = read_head(&connection, &head) && http_request_line(&head, &line);
	if (is_good) {
		int status = choose_range(http_field(&head, "Range"), 1000, &range);
		int error = find_file(line.target, path);

		check(status == 200 || status == 206 || status == 416, "a range has one of its statuses");
		check(status == 416 || (range.length <= 1000 && range.first <= 1000 - range.length),
		      "a range is within the file");
		check(error == 0 || error == 400 || error == 403 || error == 404, "a path has a status");
		is_good = read_body(&connection, &head, true, garbage->length);
	}
	connection_close(&connection);
	return is_good;
}

static bool
try_reply(const struct garbage *garbage)
{
	struct connection connection;
	struct reply reply;

	connect_to(&connection, garbage);
	reply_read(&connection, &reply);
	check(reply.code == -1 || (reply.code >= 200 && reply.code <= 559), "a reply has a code");
	check(strlen(reply.text) < sizeof(reply.text), "a reply's text ends");
	connection_close(&connection);
	return reply.code > 0;
}

static bool
try_url(const struct garbage *garbage)
{
	static const struct url base = {.host = "base", .port = 80, .target = "/a/b?c"};
	char text[CASE_MAX + 1], formatted[URL_TEXT_SIZE], name[64];
	struct url url, again;

	memcpy(text, garbage->bytes, garbage->length);
	text[garbage->length] = '\0';
	if (url_resolve(&base, text, &url) != NULL)
		return false;
	check(url.target[0] == '/' && strpbrk(url.target, " \r\n\t#") == NULL, "a target can be sent");
	check(url.host[0] != '\0' && strpbrk(url.host, " \r\n\t/@") == NULL, "a host can be sent");
	url_file_name(&url, name, sizeof(name));
	check(name[0] != '\0' && strchr(name, '/') == NULL && strcmp(name, "..") != 0,
	      "a name is one of a file");
	check(url_parse(url_format(&url, formatted), &again) == NULL &&
		      strcmp(again.target, url.target) == 0 && again.port == url.port,
	      "an address that is written can be read");
	return true;
}

static bool
try_icmp(const struct garbage *garbage)
{
	uint8_t message[PROBE_HEAD + 56];
	size_t length = sizeof(message);
	struct probe probe;

	probe_write(message, 7, (uint16_t)random_below(65536), 56);
	message[0] = "\0\3\13\10"[random_below(4)];
	for (uint32_t damages = random_below(4); damages > 0; damages--)
		message[random_below((uint32_t)length)] ^= (uint8_t)(1 << random_below(8));
	if (garbage->length < length && random_below(2) == 0)
		length = random_below((uint32_t)length + 1);
	/* On the heap and just as long, so that reading on is noticed where that is watched. */
	uint8_t *exact = malloc(length > 0 ? length : 1);
	memcpy(exact, message, length);
	probe = probe_read(exact, length, 7, 56);
	check(probe.kind != PROBE_ERROR || probe.error != NULL, "an error has words");
	free(exact);
	return probe.kind == PROBE_REPLY;
}

static const char *const responses[] = {
	"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"a\"\r\n\r\nhello",
	"HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;x=y\r\nyou\r\n0\r\nA: b\r\n\r\n",
	"HTTP/1.0 206 Partial Content\r\nContent-Range: bytes 0-4/10\r\nContent-Length: 5\r\n\r\nhello",
	"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n",
	"HTTP/1.1 200 OK\r\n\r\nuntil the end",
};
static const char *const requests[] = {
	"GET /a/b%20c?d HTTP/1.1\r\nHost: x\r\nRange: bytes=1-5\r\n\r\n",
	"HEAD / HTTP/1.0\r\nRange: bytes=-5\r\n\r\n",
	"PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
	"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nRange: bytes=5-\r\n\r\nabc",
};
static const char *const replies[] = {
	"220 host ESMTP\r\n",
	"250-host\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250 PIPELINING\r\n",
	"550 5.1.1 no such user\r\n",
	"354\r\n",
};
static const char *const addresses[] = {
	"http://host.name:8080/a/b/c?d=e#f",
	"10.0.2.2/random/64M",
	"//other/x",
	"/absolute",
	"relative/../x?y",
	"HTTP://A",
};

#define TARGET(name, samples, try_one)                                                             \
	{                                                                                          \
		name, samples, sizeof(samples) / sizeof(samples[0]), try_one                       \
	}
static const struct {
	const char *name;
	const char *const *samples;
	size_t sample_count;
	bool (*try_one)(const struct garbage *garbage);
} targets[] = {
	TARGET("response", responses, try_response), TARGET("request", requests, try_request),
	TARGET("reply", replies, try_reply),         TARGET("address", addresses, try_url),
	TARGET("icmp", replies, try_icmp),
};

int
main(int argc, char **argv)
{
	static struct garbage garbage;
	unsigned good = 0, count;

	check(argc == 4, "there are a target, a seed and a number");
	state = (uint32_t)atoi(argv[2]);
	count = (unsigned)atoi(argv[3]);
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		if (strcmp(targets[i].name, argv[1]) != 0)
			continue;
		for (unsigned done = 0; done < count; done++) {
			make(&garbage, targets[i].samples, targets[i].sample_count);
			good += targets[i].try_one(&garbage);
		}
		printf("%u cases, %u of them good\n", count, good);
		return 0;
	}
	check(false, "the target is known");
	return 1;
}
