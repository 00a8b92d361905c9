/*
 * See recovery.h. There are two marks, which are written in turn, each with a checksum:
 * whenever the server dies one of them is whole, and it tells of text that is whole.
 */
#include "recovery.h"

#include <kintsugi/crc32.h>
#include <libsys/kcall.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define MARKS 2u
#define NOT_PRINTABLE '?'

/* The longest text that may have been under way, over the oldest of a full ring. */
#define UNDER_WAY_MAX 4096u

struct mark {
	u32 number; /* of two sound ones the higher counts; 0: none */
	u32 end;
	u32 held;
	u32 fetched;
	u32 crc32; /* of all before it */
};

struct kept {
	struct mark marks[MARKS];
	struct ring ring;
};
#define KEPT_BYTES ROUND_UP(sizeof(struct kept), PAGE_SIZE)

static struct kept without_memory;
static struct kept *kept = &without_memory;
static u32 newest;
static struct crc32_tables tables;

static u32
sum_of(const struct mark *mark)
{
	return crc32_add(&tables, 0, mark, offsetof(struct mark, crc32));
}

static const struct mark *
find_newest(void)
{
	const struct mark *found = NULL;

	for (const struct mark *mark = kept->marks; mark < kept->marks + MARKS; mark++)
		if (mark->number != 0 && mark->held <= RING_BYTES && mark->crc32 == sum_of(mark) &&
		    (found == NULL || mark->number > found->number))
			found = mark;
	return found;
}

/* Whatever the one before has done to its memory: a terminal may be shown the text. */
static void
make_printable(struct ring *ring)
{
	for (u32 position = ring->end - ring->held; position != ring->end; position++) {
		char *text = &ring->text[position % RING_BYTES];

		if ((*text < ' ' || *text > '~') && *text != '\n' && *text != '\t')
			*text = NOT_PRINTABLE;
	}
}

static void
take_up(const struct mark *mark, u32 *fetched)
{
	struct ring *ring = &kept->ring;

	newest = mark->number;
	ring->end = mark->end;
	ring->held = mark->held;
	if (ring->held > RING_BYTES - UNDER_WAY_MAX)
		ring->held = RING_BYTES - UNDER_WAY_MAX;
	make_printable(ring);
	*fetched = mark->fetched;
	printf("log: goes on with %u bytes that the instance before had\n", (unsigned)ring->held);
}

struct ring *
recovery_open(u32 *fetched)
{
	const struct mark *mark;
	void *mapped;
	int error = sys_vm_keep(KEPT_BYTES, &mapped);

	*fetched = 0;
	crc32_init(&tables);
	if (error < 0)
		printf("log: no memory that outlives this server: %s\n", strerror(-error));
	else
		kept = mapped;
	mark = find_newest();
	if (mark != NULL) {
		take_up(mark, fetched);
	} else {
		kept->ring.end = 0;
		kept->ring.held = 0;
	}
	return &kept->ring;
}

void
recovery_mark(u32 fetched)
{
	struct mark *mark = &kept->marks[++newest % MARKS];

	*mark = (struct mark){
		.number = newest,
		.end = kept->ring.end,
		.held = kept->ring.held,
		.fetched = fetched,
	};
	mark->crc32 = sum_of(mark);
}
