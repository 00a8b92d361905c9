/*
 * A round: a download and an upload over HTTP, each on a connection of its own, and pings. What is
 * sent is told by its digest, which the other side makes too; what is received follows from a
 * seed. Now and then the card is made promiscuous and ordinary again, as packet sniffers do.
 *
 * LIMIT_MS is longer than what the network server gives a driver: 3.5 s for a frame to be sent, and
 * 5 s, or 10 s after it complained in vain, of silence where answers are due (servers/inet:
 * link_send.c, recovery_silence.c); heartbeats find one that hangs within 2 of their periods.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netkit/connection.h>
#include <netkit/dial.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <toolkit/digest.h>
#include <toolkit/seeded.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "workload.h"

#define LIMIT_MS 15000
#define HTTP_PORT 80
#define HEAD_SIZE 256u
#define LINE_SIZE 256u

/* More than a card's ring holds, and not always as much, so that frames lie everywhere in it. */
#define DOWNLOAD_BYTES 14000u
#define SIZE_STEPS 256u
#define SIZE_STEP_BYTES 21u
#define DOWNLOAD_BYTES_MAX (DOWNLOAD_BYTES + SIZE_STEPS * SIZE_STEP_BYTES)
/* Digests take long, so there are some uploads that are made once. */
#define UPLOAD_BYTES 8001u
#define UPLOADS 8u
#define PROMISCUOUS_EACH 8u /* rounds */

#define WORDS(bytes) (((bytes) + 3u) / 4u)
#define MD5_BYTES 16u
#define MD5_TEXT_SIZE (2u * MD5_BYTES + 1u)

/* Laid out as QEMU's user network is: the host has the number 2. */
static const struct card {
	const char *name;
	const char *driver;
	const char *host;
} cards[] = {
	{"rtl8139", "eth.rtl8139", "10.0.2.2"},
	{"dp8390", "eth.dp8390", "10.0.3.2"},
};

static const struct card *card;
static struct sockaddr_in http;
static struct upload {
	uint32_t content[WORDS(UPLOAD_BYTES)];
	char md5[MD5_TEXT_SIZE];
} uploads[UPLOADS];
static uint32_t expected[WORDS(DOWNLOAD_BYTES_MAX)];
static uint8_t received[DOWNLOAD_BYTES_MAX + 1]; /* room for a byte too many */

static void
make_upload(struct upload *upload, uint32_t seed)
{
	struct digest digest;
	uint8_t md5[MD5_BYTES];

	seeded_fill(upload->content, WORDS(UPLOAD_BYTES), seed, 0);
	digest_begin(&digest, &digest_md5);
	digest_add(&digest, upload->content, UPLOAD_BYTES);
	digest_end(&digest, md5);
	digest_text(md5, sizeof(md5), upload->md5);
}

static void
prepare(char **operands)
{
	for (size_t i = 0; i < sizeof(cards) / sizeof(cards[0]); i++)
		if (strcmp(operands[0], cards[i].name) == 0)
			card = &cards[i];
	if (card == NULL)
		bad_usage("'%s' is no card that it knows", operands[0]);
	http = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(HTTP_PORT)};
	(void)inet_pton(AF_INET, card->host, &http.sin_addr);
	for (uint32_t i = 0; i < UPLOADS; i++)
		make_upload(&uploads[i], i + 1);
}

/* ---- HTTP (RFC 9112) ---- */

/* Connects and sends the head of a request. */
static bool
ask(struct connection *connection, const char *head)
{
	int fd = dial(&http, LIMIT_MS);

	if (fd < 0)
		return false;
	connection_begin(connection, fd, LIMIT_MS);
	connection_limit(connection, LIMIT_MS);
	if (connection_write(connection, head, strlen(head)) == 0)
		return true;
	connection_close(connection);
	return false;
}

/* Takes the head of an answer that has to be about success. */
static enum outcome
take_head(struct connection *connection, const char *step)
{
	static const char good[] = "HTTP/1.1 2"; /* RFC 9110, 15.3: any success */
	char line[LINE_SIZE];

	if (connection_line(connection, line, sizeof(line)) < 0)
		return failed(step);
	if (strncmp(line, good, sizeof(good) - 1) != 0)
		return wrong(step);
	while (line[0] != '\0')
		if (connection_line(connection, line, sizeof(line)) < 0)
			return failed(step);
	return WELL;
}

/* All that the other side still sends, up to `room` bytes; -1 with errno. */
static ssize_t
take_body(struct connection *connection, uint8_t *to, size_t room)
{
	size_t length = 0;
	ssize_t got = 1;

	while (length < room && got > 0) {
		got = connection_read(connection, to + length, room - length);
		if (got > 0)
			length += (size_t)got;
	}
	return got < 0 ? -1 : (ssize_t)length;
}

/* ---- a download ---- */

static enum outcome
take_download(struct connection *connection, uint32_t seed, size_t bytes)
{
	enum outcome outcome = take_head(connection, "download");
	ssize_t got;

	if (outcome != WELL)
		return outcome;
	seeded_fill(expected, WORDS(bytes), seed, 0);
	got = take_body(connection, received, bytes + 1);
	if (got < 0)
		return failed("download");
	return got == (ssize_t)bytes && memcmp(received, expected, bytes) == 0 ? WELL
									       : wrong("download");
}

static enum outcome
download(uint32_t number)
{
	size_t bytes = DOWNLOAD_BYTES + number % SIZE_STEPS * SIZE_STEP_BYTES;
	struct connection connection;
	enum outcome outcome;
	char head[HEAD_SIZE];

	snprintf(head, sizeof(head),
		 "GET /random/%zu?seed=%u HTTP/1.1\r\nHost: host\r\nConnection: close\r\n\r\n", bytes,
		 (unsigned)number);
	if (!ask(&connection, head))
		return failed("connection");
	outcome = take_download(&connection, number, bytes);
	connection_close(&connection);
	return outcome;
}

/* ---- an upload ---- */

static enum outcome
send_upload(struct connection *connection, const struct upload *upload)
{
	char answer[LINE_SIZE], right[LINE_SIZE];
	enum outcome outcome;
	ssize_t got;

	if (connection_write(connection, upload->content, UPLOAD_BYTES) != 0)
		return failed("upload");
	outcome = take_head(connection, "answer");
	if (outcome != WELL)
		return outcome;
	got = take_body(connection, (uint8_t *)answer, sizeof(answer) - 1);
	if (got < 0)
		return failed("answer");
	answer[got] = '\0';
	snprintf(right, sizeof(right), "size %u\nmd5 %s\n", UPLOAD_BYTES, upload->md5);
	return strncmp(answer, right, strlen(right)) == 0 ? WELL : wrong("upload");
}

static enum outcome
upload(uint32_t number)
{
	struct connection connection;
	enum outcome outcome;
	char head[HEAD_SIZE];

	snprintf(head, sizeof(head),
		 "PUT /upload/%u HTTP/1.1\r\nHost: host\r\nConnection: close\r\n"
		 "Content-Length: %u\r\n\r\n",
		 (unsigned)number, UPLOAD_BYTES);
	if (!ask(&connection, head))
		return failed("connection");
	outcome = send_upload(&connection, &uploads[number % UPLOADS]);
	connection_close(&connection);
	return outcome;
}

/* ---- the interface ---- */

/* Reads what there is to know of the card's interface, its driver's counters among it. */
static bool
find_interface(int fd, struct if_info *info)
{
	*info = (struct if_info){0};
	while (ioctl(fd, SIOCGIFINFO, info) == 0) {
		if (strcmp(info->driver, card->driver) == 0)
			return true;
		info->index++;
	}
	return false;
}

static bool
make_promiscuous(int fd, const struct if_info *info, uint32_t is_promiscuous)
{
	struct if_change change = {.set = IF_SET_PROMISCUOUS, .promiscuous = is_promiscuous};

	memcpy(change.name, info->name, sizeof(change.name));
	return ioctl(fd, SIOCSIFCHANGE, &change) == 0;
}

static enum outcome
use_interface(uint32_t number)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct if_info info;
	bool is_done;

	if (fd < 0)
		return failed("a socket for settings");
	is_done = find_interface(fd, &info);
	if (is_done && number % PROMISCUOUS_EACH == 0)
		is_done = make_promiscuous(fd, &info, 1) && make_promiscuous(fd, &info, 0);
	close(fd);
	return is_done ? WELL : failed("settings");
}

static enum outcome
run_round(uint32_t number)
{
	enum outcome outcome = use_interface(number);

	if (outcome == WELL)
		outcome = download(number);
	if (outcome == WELL)
		outcome = upload(number);
	if (outcome == WELL)
		outcome = ping(http.sin_addr.s_addr, number, LIMIT_MS);
	return outcome;
}

const struct workload network_workload = {"network", 1, prepare, run_round};
