/*
 * A round: a page on /dev/lp. A driver that fails is got over as lpd does it: the device is opened
 * again, a form feed gets rid of what was on the page, and the page is printed once more. A page
 * keeps its number until it was taken, so that on paper no number is left out.
 *
 * What is on paper the host compares (src/swifi/workloads/printer_check.ts):
 *
 *     page NUMBER of round ROUND
 *     LINES lines of LINE_BYTES characters that follow from the page's number
 *
 * LIMIT_MS is longer than the 30 s after which the driver itself gives up a printer that takes
 * nothing (drivers/printer/main.c).
 */
#include <errno.h>
#include <fcntl.h>
#include <netkit/wait.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/printer.h>
#include <toolkit/clock.h>
#include <toolkit/seeded.h>
#include <unistd.h>

#include "workload.h"

#define PRINTER "/dev/lp"
#define FORM_FEED "\f"
#define LIMIT_MS 40000
#define LIMIT_S (LIMIT_MS / 1000 + 5)
#define TRIES 8u
#define REOPEN_WAIT_US 100000u

#define LINES 5u
#define LINE_BYTES 40u
#define FIRST_CHARACTER '!'
#define CHARACTERS 94u
#define HEADING_SIZE 64u
#define PAGE_TEXT_SIZE (HEADING_SIZE + LINES * (LINE_BYTES + 1u) + 1u)

static uint32_t page_number = 1;
static bool is_cut_off; /* a try that failed may have left a part of the page in the printer */
static uint64_t end_us; /* of the round */

static size_t
make_page(char page[PAGE_TEXT_SIZE], uint32_t number, uint32_t round)
{
	uint8_t random[LINES * LINE_BYTES];
	char *at = page + snprintf(page, HEADING_SIZE, "page %u of round %u\n", (unsigned)number,
				   (unsigned)round);

	seeded_fill((uint32_t *)(void *)random, sizeof(random) / sizeof(uint32_t), number, 0);
	for (size_t i = 0; i < sizeof(random); i++) {
		*at++ = (char)(FIRST_CHARACTER + random[i] % CHARACTERS);
		if ((i + 1) % LINE_BYTES == 0)
			*at++ = '\n';
	}
	*at++ = FORM_FEED[0];
	return (size_t)(at - page);
}

/* Waits until the printer takes something; false, with errno, at the end of the round. */
static bool
wait_for_printer(int fd)
{
	uint64_t now_us = clock_us();
	int ready;

	if (now_us >= end_us) {
		errno = ETIMEDOUT;
		return false;
	}
	ready = wait_ready(fd, POLLOUT, (int)((end_us - now_us) / US_PER_MS) + 1);
	return ready >= 0;
}

static bool
put(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t taken = write(fd, bytes, length);

		if (taken >= 0) {
			bytes += taken;
			length -= (size_t)taken;
		} else if (errno != EAGAIN || !wait_for_printer(fd)) {
			return false;
		}
	}
	return true;
}

/* One try. */
static bool
print_page(const char *page, size_t length)
{
	int fd = open(PRINTER, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	unsigned status;
	bool is_done;
	int error;

	if (fd < 0)
		return false;
	is_done = ioctl(fd, PRINTER_GET_STATUS, &status) == 0 &&
		  (!is_cut_off || put(fd, FORM_FEED, strlen(FORM_FEED))) && put(fd, page, length);
	error = errno;
	close(fd);
	errno = error;
	return is_done;
}

/* What passes when there is a fresh driver. */
static bool
may_pass(int error)
{
	return error == EIO || error == EBUSY || error == EAGAIN || error == ENXIO;
}

static enum outcome
print(const char *page, size_t length)
{
	for (unsigned tries = 1; !print_page(page, length); tries++) {
		is_cut_off = true;
		if (tries == TRIES || !may_pass(errno) || clock_us() >= end_us)
			return failed("print");
		got_over(errno);
		usleep(REOPEN_WAIT_US);
	}
	is_cut_off = false;
	return WELL;
}

static void
prepare(char **operands)
{
	(void)operands;
}

static enum outcome
run_round(uint32_t number)
{
	char page[PAGE_TEXT_SIZE];
	size_t length = make_page(page, page_number, number);
	enum outcome outcome;

	end_us = clock_us() + LIMIT_MS * US_PER_MS;
	limit_begin(LIMIT_S); /* for what can't be done without waiting: opening, closing */
	outcome = print(page, length);
	limit_end();
	if (outcome == WELL)
		page_number++;
	return outcome;
}

const struct workload printer_workload = {"printer", 0, prepare, run_round};
