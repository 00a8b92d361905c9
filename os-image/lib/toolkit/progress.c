/* See <toolkit/progress.h>. */
#include <stdio.h>
#include <string.h>
#include <toolkit/clock.h>
#include <toolkit/format.h>
#include <toolkit/progress.h>
#include <toolkit/terminal.h>
#include <unistd.h>

#define DRAW_EVERY_US 200000u
#define LINE_SIZE 256
#define NAME_WIDTH 20
#define FIGURES_WIDTH 32 /* of all behind the bar */
#define BAR_LEAST 5
#define BAR_MOST 40
#define S_PER_MINUTE 60u
#define LEFT_MAX_S (100u * S_PER_MINUTE)

uint64_t
progress_rate(const struct progress *progress)
{
	uint64_t spent_us = clock_us() - progress->started_us;

	/* Below 2^44 bytes there is room for the factor; above it the rate is not told so exactly. */
	if (spent_us == 0)
		return 0;
	if (progress->done - progress->first < UINT64_MAX / US_PER_S)
		return (progress->done - progress->first) * US_PER_S / spent_us;
	return (progress->done - progress->first) / (spent_us / US_PER_S + 1);
}

/* How much of it is done, 0 to 100. */
static unsigned
percent_of(uint64_t done, uint64_t total)
{
	if (done >= total)
		return 100;
	return (unsigned)(total < UINT64_MAX / 100 ? done * 100 / total : done / (total / 100));
}

/* "[=====>     ]" as wide as there is room for, or nothing. */
static size_t
draw_bar(char *line, size_t size, unsigned percent, int width)
{
	char bar[BAR_MOST + 1];
	int filled;

	if (width < BAR_LEAST)
		return 0;
	if (width > BAR_MOST)
		width = BAR_MOST;
	filled = (int)percent * width / 100;
	memset(bar, ' ', (size_t)width);
	memset(bar, '=', (size_t)filled);
	if (filled < width)
		bar[filled] = '>';
	bar[width] = '\0';
	return (size_t)snprintf(line, size, "[%s] ", bar);
}

static void
draw(const struct progress *progress)
{
	char line[LINE_SIZE], done[SIZE_TEXT_SIZE], rate_text[SIZE_TEXT_SIZE];
	uint64_t rate = progress_rate(progress);
	int columns = terminal_width(STDERR_FILENO);
	size_t length;

	if (columns >= LINE_SIZE)
		columns = LINE_SIZE;
	length = (size_t)snprintf(line, sizeof(line), "%-*.*s ", NAME_WIDTH, NAME_WIDTH, progress->name);
	if (progress->total != PROGRESS_UNKNOWN && progress->total > 0) {
		unsigned percent = percent_of(progress->done, progress->total);

		length += (size_t)snprintf(line + length, sizeof(line) - length, "%3u%% ", percent);
		length += draw_bar(line + length, sizeof(line) - length, percent,
				   columns - (int)length - FIGURES_WIDTH);
	}
	length += (size_t)snprintf(line + length, sizeof(line) - length, "%5s %5s/s",
				   format_human(done, progress->done), format_human(rate_text, rate));
	if (progress->total != PROGRESS_UNKNOWN && rate > 0 && progress->total >= progress->done) {
		uint64_t left_s = (progress->total - progress->done) / rate;

		if (left_s < LEFT_MAX_S)
			snprintf(line + length, sizeof(line) - length, "  %u:%02u left",
				 (unsigned)(left_s / S_PER_MINUTE), (unsigned)(left_s % S_PER_MINUTE));
	}
	line[columns - 1] = '\0';
	fprintf(stderr, "\r%s\033[K", line);
}

void
progress_begin(struct progress *progress, const char *name, uint64_t first, uint64_t total,
	       bool wanted)
{
	*progress = (struct progress){
		.name = name,
		.total = total,
		.first = first,
		.done = first,
		.started_us = clock_us(),
		.is_drawn = wanted && isatty(STDERR_FILENO),
	};
	progress->drawn_us = progress->started_us;
	if (progress->is_drawn)
		draw(progress);
}

void
progress_add(struct progress *progress, uint64_t bytes)
{
	uint64_t now;

	progress->done += bytes;
	if (!progress->is_drawn)
		return;
	now = clock_us();
	if (now - progress->drawn_us < DRAW_EVERY_US)
		return;
	progress->drawn_us = now;
	draw(progress);
}

void
progress_end(struct progress *progress)
{
	if (progress->is_drawn)
		fputs("\r\033[K", stderr);
	progress->is_drawn = false;
}
