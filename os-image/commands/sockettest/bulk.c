/* Transfers of many pieces between two processes, by digest. */
#include "sockettest.h"

#include <fcntl.h>
#include <poll.h>
#include <toolkit/digest.h>
#include <unistd.h>

#define TOTAL (1024u * 1024u)
#define PIECE 100000u /* more than goes into one request */
#define SMALL_PIECE 2777u

static int ends[2];
static u32 state;

/* xorshift32: the same bytes from the same seed. */
static void
fill(u8 *data, u32 length)
{
	for (u32 i = 0; i < length; i++) {
		state ^= state << 13;
		state ^= state >> 17;
		state ^= state << 5;
		data[i] = (u8)state;
	}
}

static void
begin_pattern(u32 seed)
{
	state = seed;
}

/* The digest of TOTAL bytes of the pattern. */
static void
pattern_digest(u32 seed, u8 value[DIGEST_MAX_SIZE])
{
	struct digest digest;
	u8 data[4096];

	begin_pattern(seed);
	digest_begin(&digest, &digest_md5);
	for (u32 done = 0; done < TOTAL; done += sizeof(data)) {
		fill(data, sizeof(data));
		digest_add(&digest, data, sizeof(data));
	}
	digest_end(&digest, value);
}

static void
send_pattern(int fd, u32 seed, u32 piece)
{
	u8 data[PIECE];

	begin_pattern(seed);
	for (u32 done = 0; done < TOTAL;) {
		u32 length = TOTAL - done < piece ? TOTAL - done : piece;

		fill(data, length);
		send_all(fd, data, length);
		done += length;
	}
	CHECK(shutdown(fd, SHUT_WR) == 0);
}

static void
check_received(int fd, u32 seed, u32 piece)
{
	struct digest digest;
	u8 expected[DIGEST_MAX_SIZE], found[DIGEST_MAX_SIZE];
	u8 data[PIECE];
	ssize_t length;
	u32 total = 0;

	digest_begin(&digest, &digest_md5);
	while ((length = read(fd, data, piece)) > 0) {
		digest_add(&digest, data, (size_t)length);
		total += (u32)length;
	}
	CHECK(length == 0);
	CHECK(total == TOTAL);
	digest_end(&digest, found);
	pattern_digest(seed, expected);
	CHECK(memcmp(found, expected, digest_md5.size) == 0);
}

static void
send_first_seed(void)
{
	CHECK(close(ends[0]) == 0);
	send_pattern(ends[1], 1, PIECE);
}

static void
many_pieces_come_as_they_were_sent(void)
{
	pid_t child;

	connected_pair(ends);
	child = start_child(send_first_seed);
	CHECK(close(ends[1]) == 0);
	check_received(ends[0], 1, PIECE);
	wait_for_success(child);
}

static void
send_second_seed(void)
{
	CHECK(close(ends[0]) == 0);
	send_pattern(ends[1], 2, PIECE);
}

static void
a_reader_of_small_pieces_gets_all(void)
{
	pid_t child;

	connected_pair(ends);
	child = start_child(send_second_seed);
	CHECK(close(ends[1]) == 0);
	check_received(ends[0], 2, SMALL_PIECE);
	wait_for_success(child);
}

static void
write_small_pieces(void)
{
	CHECK(close(ends[0]) == 0);
	send_pattern(ends[1], 3, SMALL_PIECE);
}

static void
a_writer_of_small_pieces_is_heard_whole(void)
{
	pid_t child;

	connected_pair(ends);
	child = start_child(write_small_pieces);
	CHECK(close(ends[1]) == 0);
	check_received(ends[0], 3, PIECE);
	wait_for_success(child);
}

static void
send_back(void)
{
	pid_t reader;

	CHECK(close(ends[0]) == 0);
	reader = fork();
	CHECK(reader >= 0);
	if (reader == 0) {
		check_received(ends[1], 4, PIECE);
		_exit(0);
	}
	send_pattern(ends[1], 5, PIECE);
	wait_for_success(reader);
}

static void
send_there(void)
{
	send_pattern(ends[0], 4, PIECE);
}

static void
both_ways_at_once_are_whole(void)
{
	pid_t peer, sender;

	connected_pair(ends);
	peer = start_child(send_back);
	CHECK(close(ends[1]) == 0);
	sender = start_child(send_there);
	check_received(ends[0], 5, PIECE);
	wait_for_success(sender);
	wait_for_success(peer);
}

/* Sends what there is room for and takes what has come, until all has gone through. */
static void
one_process_pumps_both_ends_without_waiting(void)
{
	struct digest digest;
	u8 expected[DIGEST_MAX_SIZE], found[DIGEST_MAX_SIZE];
	u8 data[8192], taken[8192];
	u32 filled = 0, offset = 0, sent = 0, received = 0;

	connected_pair(ends);
	CHECK(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 && fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);
	begin_pattern(6);
	digest_begin(&digest, &digest_md5);
	while (received < TOTAL) {
		struct pollfd entries[2] = {
			{.fd = sent < TOTAL ? ends[0] : -1, .events = POLLOUT},
			{.fd = ends[1], .events = POLLIN},
		};
		ssize_t length;

		CHECK(poll(entries, 2, -1) > 0);
		if (entries[0].revents != 0) {
			if (offset == filled) {
				filled = sizeof(data);
				offset = 0;
				fill(data, filled);
			}
			length = send(ends[0], data + offset, filled - offset, 0);
			CHECK(length > 0);
			offset += (u32)length;
			sent += (u32)length;
		}
		if (entries[1].revents != 0) {
			length = recv(ends[1], taken, sizeof(taken), 0);
			CHECK(length > 0);
			digest_add(&digest, taken, (size_t)length);
			received += (u32)length;
		}
	}
	digest_end(&digest, found);
	pattern_digest(6, expected);
	CHECK(memcmp(found, expected, digest_md5.size) == 0);
}

const struct test bulk_tests[] = {
	{many_pieces_come_as_they_were_sent, "many_pieces_come_as_they_were_sent"},
	{a_reader_of_small_pieces_gets_all, "a_reader_of_small_pieces_gets_all"},
	{a_writer_of_small_pieces_is_heard_whole, "a_writer_of_small_pieces_is_heard_whole"},
	{both_ways_at_once_are_whole, "both_ways_at_once_are_whole"},
	{one_process_pumps_both_ends_without_waiting,
	 "one_process_pumps_both_ends_without_waiting"},
	{NULL, NULL},
};
