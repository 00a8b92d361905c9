/* One try to print a job. See lpd.h. */
#include <errno.h>
#include <fcntl.h>
#include <netkit/wait.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/printer.h>
#include <unistd.h>

#include "lpd.h"

/* What the printer may take before it is seen that the job was taken out of the queue. */
#define PIECE_BYTES 512u
#define CHECK_MS 1000
#define SHEET_SIZE 256u
#define PAGE_TRIES 1u
#define FORM_FEED "\f"

/* A job that did not come to its end has left a page in the printer that is nobody else's. */
static bool page_is_left;

/* A job, the printer, and how the try has ended if it has. */
struct print {
	struct job job;
	int text;
	int printer;
	enum outcome end;
};

/* The printer takes what it can at once, so that a job is never stuck where lprm can't end it. */
static bool
put(struct print *print, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t put = write(print->printer, bytes, size);

		if (!spool_has(print->job.number)) {
			print->end = REMOVED;
			return false;
		}
		if (put >= 0) {
			bytes += put;
			size -= (size_t)put;
		} else if (errno == EAGAIN) {
			(void)wait_ready(print->printer, POLLOUT, CHECK_MS); /* the write tells */
		} else {
			report("lpd: job %u: %s: %s", print->job.number, PRINTER, strerror(errno));
			print->end = FAILED;
			return false;
		}
	}
	return true;
}

static bool
put_job(struct print *print, unsigned offset)
{
	char piece[PIECE_BYTES];
	ssize_t got;

	while ((got = job_read(print->text, &print->job, offset, piece, sizeof(piece))) > 0) {
		if (!put(print, piece, (size_t)got))
			return false;
		offset += (unsigned)got;
	}
	if (got < 0) {
		report("lpd: job %u can't be read: %s", print->job.number, strerror(errno));
		print->end = FAILED;
	}
	return got == 0;
}

/* A sheet of its own, so that the pages of the job stay as they would have been. */
static bool
put_sheet(struct print *print, const struct page *page, const struct attempt *attempt)
{
	char sheet[SHEET_SIZE];
	bool is_page = page->line == page->begin;
	int length = snprintf(sheet, sizeof(sheet),
			      "*** job %u, %s: reprinted after %s, from %s %u ***\n" FORM_FEED,
			      print->job.number, print->job.title, attempt->why,
			      is_page ? "page" : "the middle of page", page->number);

	report("lpd: job %u is printed again after %s, from %s %u", print->job.number, attempt->why,
	       is_page ? "page" : "the middle of page", page->number);
	return put(print, sheet, (size_t)length);
}

/* Where to go on with a job of which something may be on paper; false: its place is not known. */
static bool
known_place(const struct print *print, unsigned *done)
{
	struct printer_place place;

	if (ioctl(print->printer, PRINTER_GET_PLACE, &place) != 0 ||
	    place.job != print->job.number || place.done > job_bytes(&print->job))
		return false;
	*done = place.done;
	return true;
}

static bool
find_page(struct print *print, unsigned done, const struct attempt *attempt, struct page *page)
{
	if (!page_find(print->text, &print->job, done, page)) {
		report("lpd: job %u can't be read: %s", print->job.number, strerror(errno));
		print->end = FAILED;
		return false;
	}
	if (attempt->tries <= PAGE_TRIES)
		page->line = page->begin;
	return true;
}

/* Prints all, or the rest; `print->end` tells how that ended, unless it returns true. */
static bool
print_rest(struct print *print, struct attempt *attempt)
{
	struct printer_place place = {.job = print->job.number};
	struct page page;

	if (print->job.has_begun) {
		if (known_place(print, &attempt->reached) &&
		    attempt->reached == job_bytes(&print->job))
			return true;
		if (!find_page(print, attempt->reached, attempt, &page))
			return false;
		place.done = page.line;
		page_is_left = true;
	}
	if (page_is_left && !put(print, FORM_FEED, strlen(FORM_FEED)))
		return false;
	page_is_left = false;
	if (print->job.has_begun && !put_sheet(print, &page, attempt))
		return false;
	if (ioctl(print->printer, PRINTER_SET_PLACE, &place) != 0 ||
	    spool_begin(print->job.number) != 0) {
		report("lpd: job %u: %s", print->job.number, strerror(errno));
		print->end = FAILED;
		return false;
	}
	return put_job(print, place.done);
}

static enum outcome
print_text(struct attempt *attempt, struct print *print)
{
	print->printer = open(PRINTER, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (print->printer < 0) {
		report("lpd: job %u waits: %s: %s", print->job.number, PRINTER, strerror(errno));
		return UNAVAILABLE;
	}
	print->end = PRINTED;
	page_is_left |= !print_rest(print, attempt);
	close(print->printer);
	return print->end;
}

enum outcome
print_job(struct attempt *attempt)
{
	struct print print;
	enum outcome outcome;

	attempt->reached = 0;
	print.text = spool_open(attempt->number, &print.job);
	if (print.text < 0 && errno == ENOENT)
		return REMOVED;
	if (print.text < 0) {
		report("lpd: job %u: %s", attempt->number, strerror(errno));
		return UNAVAILABLE;
	}
	outcome = print_text(attempt, &print);
	close(print.text);
	return outcome;
}
