/* How a list of files looks: long, in columns, or one name a line. */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <toolkit/format.h>
#include <toolkit/terminal.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "ls.h"

#define KB_IN_BLOCKS 2 /* st_blocks counts 512 bytes */
#define GAP 2          /* between columns */
#define NUMBER_TEXT_SIZE 24

/* The widest text of each field of the long form, so that they stand in columns. */
struct widths {
	int inode, blocks, links, user, group, size;
};

static int
widen(int width, const char *text)
{
	int length = (int)strlen(text);

	return length > width ? length : width;
}

static const char *
user_text(const struct file *file)
{
	static char number[NUMBER_TEXT_SIZE];

	if (!options.numeric_ids)
		return user_name(file->status.st_uid);
	snprintf(number, sizeof(number), "%u", (unsigned)file->status.st_uid);
	return number;
}

static const char *
group_text(const struct file *file)
{
	static char number[NUMBER_TEXT_SIZE];

	if (!options.numeric_ids)
		return group_name(file->status.st_gid);
	snprintf(number, sizeof(number), "%u", (unsigned)file->status.st_gid);
	return number;
}

static const char *
size_text(const struct file *file)
{
	static char text[SIZE_TEXT_SIZE];
	const struct stat *status = &file->status;

	if (S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode))
		snprintf(text, sizeof(text), "%u, %u", (unsigned)major(status->st_rdev),
			 (unsigned)minor(status->st_rdev));
	else if (options.human)
		format_human(text, (uint64_t)status->st_size);
	else
		snprintf(text, sizeof(text), "%lld", (long long)status->st_size);
	return text;
}

static const char *
blocks_text(int64_t blocks)
{
	static char text[SIZE_TEXT_SIZE];

	if (options.human)
		format_human(text, (uint64_t)blocks * 512);
	else
		snprintf(text, sizeof(text), "%lld",
			 (long long)((blocks + KB_IN_BLOCKS - 1) / KB_IN_BLOCKS));
	return text;
}

static const char *
number_text(uint64_t number)
{
	static char text[NUMBER_TEXT_SIZE];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	return text;
}

static struct widths
measure(const struct file_list *list)
{
	struct widths widths = {0};

	for (size_t i = 0; i < list->count; i++) {
		const struct file *file = &list->files[i];

		widths.inode = widen(widths.inode, number_text(file->status.st_ino));
		widths.blocks = widen(widths.blocks, blocks_text(file->status.st_blocks));
		widths.links = widen(widths.links, number_text(file->status.st_nlink));
		widths.user = widen(widths.user, user_text(file));
		widths.group = widen(widths.group, group_text(file));
		widths.size = widen(widths.size, size_text(file));
	}
	return widths;
}

static char
type_mark(mode_t mode)
{
	if (S_ISDIR(mode))
		return '/';
	if (!options.classify || options.only_slash)
		return '\0';
	if (S_ISLNK(mode))
		return '@';
	if (S_ISFIFO(mode))
		return '|';
	if (S_ISSOCK(mode))
		return '=';
	return S_ISREG(mode) && (mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0 ? '*' : '\0';
}

/* On a terminal a name must not send it control characters. */
static void
print_text(const char *text)
{
	static int is_terminal = -1;

	if (is_terminal < 0)
		is_terminal = isatty(STDOUT_FILENO);
	if (!is_terminal)
		fputs(text, stdout);
	for (; is_terminal && *text != '\0'; text++)
		putchar(iscntrl((unsigned char)*text) ? '?' : *text);
}

/* Inode, size on disk, name and mark; the fields before the name as wide as told. */
static void
print_prefix(const struct file *file, const struct widths *widths)
{
	if (options.inode)
		printf("%*s ", widths->inode, number_text(file->status.st_ino));
	if (options.blocks)
		printf("%*s ", widths->blocks, blocks_text(file->status.st_blocks));
}

static void
print_name(const struct file *file)
{
	char mark = options.classify ? type_mark(file->status.st_mode) : '\0';

	print_text(file->name);
	if (mark != '\0' && file->target == NULL)
		putchar(mark);
}

static int
name_width(const struct file *file, const struct widths *widths)
{
	int width = (int)strlen(file->name);

	if (options.classify && type_mark(file->status.st_mode) != '\0')
		width++;
	if (options.inode)
		width += widths->inode + 1;
	if (options.blocks)
		width += widths->blocks + 1;
	return width;
}

static void
print_long(const struct file_list *list)
{
	const struct widths widths = measure(list);
	time_t now = time(NULL);

	for (size_t i = 0; i < list->count; i++) {
		const struct file *file = &list->files[i];
		char mode[MODE_TEXT_SIZE], when[TIME_TEXT_SIZE];

		print_prefix(file, &widths);
		printf("%s %*s ", format_mode(mode, file->status.st_mode), widths.links,
		       number_text(file->status.st_nlink));
		printf("%-*s ", widths.user, user_text(file));
		printf("%-*s ", widths.group, group_text(file));
		printf("%*s %s ", widths.size, size_text(file),
		       format_file_time(when, file_time(file), now));
		print_name(file);
		if (file->target != NULL) {
			fputs(" -> ", stdout);
			print_text(file->target);
		}
		putchar('\n');
	}
}

/* Names run down the columns: sets the columns' widths for that many rows; whether a line holds them. */
static bool
fits(const struct file_list *list, const int *name_widths, size_t rows, int *columns, int line)
{
	int total = 0, count = 0;

	for (size_t first = 0; first < list->count; first += rows) {
		int widest = 0;

		for (size_t i = first; i < first + rows && i < list->count; i++)
			if (name_widths[i] > widest)
				widest = name_widths[i];
		columns[count++] = widest + GAP;
		total += widest + GAP;
	}
	return total - GAP < line;
}

static void
print_columns(const struct file_list *list)
{
	const struct widths widths = measure(list);
	int line = terminal_width(STDOUT_FILENO);
	int *name_widths = need_memory(2 * (list->count + 1) * sizeof(int));
	int *columns = name_widths + list->count + 1;
	size_t rows = 1;

	for (size_t i = 0; i < list->count; i++)
		name_widths[i] = name_width(&list->files[i], &widths);
	while (rows < list->count && !fits(list, name_widths, rows, columns, line))
		rows++;
	if (rows == list->count)
		fits(list, name_widths, rows, columns, line);
	for (size_t row = 0; row < rows && row < list->count; row++) {
		for (size_t i = row, column = 0; i < list->count; i += rows, column++) {
			print_prefix(&list->files[i], &widths);
			print_name(&list->files[i]);
			if (i + rows < list->count)
				printf("%*s", columns[column] - name_widths[i], "");
		}
		putchar('\n');
	}
	free(name_widths);
}

static void
print_ones(const struct file_list *list)
{
	const struct widths widths = measure(list);

	for (size_t i = 0; i < list->count; i++) {
		print_prefix(&list->files[i], &widths);
		print_name(&list->files[i]);
		putchar('\n');
	}
}

void
print_list(const struct file_list *list, bool with_total)
{
	int64_t blocks = 0;

	for (size_t i = 0; i < list->count; i++)
		blocks += list->files[i].status.st_blocks;
	if (with_total && (options.format == FORMAT_LONG || options.blocks))
		printf("total %s\n", blocks_text(blocks));
	if (options.format == FORMAT_LONG)
		print_long(list);
	else if (options.format == FORMAT_COLUMNS)
		print_columns(list);
	else
		print_ones(list);
}
