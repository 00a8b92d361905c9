/*
 * Pages as the printer makes them: they end with a form feed, or after as many lines as fit. A
 * line that is wider than the paper makes this a guess, which is good enough to go on from.
 */
#include "lpd.h"

#define LINES_PER_PAGE 66u
#define LINE_FEED '\n'
#define FORM_FEED '\f'
#define PIECE_BYTES 4096u

struct walk {
	struct page page;
	unsigned lines; /* of the page so far */
};

static void
walk_byte(struct walk *walk, char byte, unsigned next)
{
	if (byte == LINE_FEED)
		walk->lines++;
	if (byte != LINE_FEED && byte != FORM_FEED)
		return;
	walk->page.line = next;
	if (byte == LINE_FEED && walk->lines < LINES_PER_PAGE)
		return;
	walk->page.number++;
	walk->page.begin = next;
	walk->lines = 0;
}

bool
page_find(int text, const struct job *job, unsigned offset, struct page *page)
{
	struct walk walk = {.page = {.number = 1}};
	unsigned at = 0;

	while (at < offset) {
		char bytes[PIECE_BYTES];
		unsigned left = offset - at;
		size_t wanted = left < sizeof(bytes) ? left : sizeof(bytes);
		ssize_t got = job_read(text, job, at, bytes, wanted);

		if (got <= 0)
			return false;
		for (ssize_t i = 0; i < got; i++)
			walk_byte(&walk, bytes[i], ++at);
	}
	*page = walk.page;
	return true;
}
