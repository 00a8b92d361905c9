/* See <toolkit/format.h>. */
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <toolkit/format.h>

#define HALF_A_YEAR_S (365 * 24 * 60 * 60 / 2)
#define HUMAN_BASE 1024

static char
type_letter(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return 'd';
	case S_IFLNK:
		return 'l';
	case S_IFCHR:
		return 'c';
	case S_IFBLK:
		return 'b';
	case S_IFIFO:
		return 'p';
	case S_IFSOCK:
		return 's';
	case S_IFREG:
		return '-';
	default:
		return '?';
	}
}

char *
format_mode(char text[MODE_TEXT_SIZE], mode_t mode)
{
	static const char rights[] = "rwxrwxrwx";

	text[0] = type_letter(mode);
	for (int i = 0; i < 9; i++)
		text[1 + i] = (mode >> (8 - i) & 1) != 0 ? rights[i] : '-';
	if ((mode & S_ISUID) != 0)
		text[3] = (mode & S_IXUSR) != 0 ? 's' : 'S';
	if ((mode & S_ISGID) != 0)
		text[6] = (mode & S_IXGRP) != 0 ? 's' : 'S';
	if ((mode & S_ISVTX) != 0)
		text[9] = (mode & S_IXOTH) != 0 ? 't' : 'T';
	text[10] = '\0';
	return text;
}

/* Rounds up, as room that is needed; below 10 with one decimal. Sizes are below 2^59. */
char *
format_human(char text[SIZE_TEXT_SIZE], uint64_t bytes)
{
	static const char units[] = "KMGTP";
	uint64_t unit = HUMAN_BASE;
	int power = 0;
	uint64_t tenths;

	if (bytes < HUMAN_BASE) {
		snprintf(text, SIZE_TEXT_SIZE, "%u", (unsigned)bytes);
		return text;
	}
	while ((bytes - 1) / unit + 1 >= HUMAN_BASE && units[power + 1] != '\0') {
		unit *= HUMAN_BASE;
		power++;
	}
	tenths = (bytes * 10 + unit - 1) / unit;
	if (tenths < 100)
		snprintf(text, SIZE_TEXT_SIZE, "%u.%u%c", (unsigned)tenths / 10,
			 (unsigned)tenths % 10, units[power]);
	else
		snprintf(text, SIZE_TEXT_SIZE, "%u%c", (unsigned)((bytes + unit - 1) / unit),
			 units[power]);
	return text;
}

char *
format_file_time(char text[TIME_TEXT_SIZE], time_t when, time_t now)
{
	struct tm *fields = gmtime(&when);
	int is_near = when <= now && now - when < HALF_A_YEAR_S;

	if (fields == NULL ||
	    strftime(text, TIME_TEXT_SIZE, is_near ? "%b %e %H:%M" : "%b %e  %Y", fields) == 0)
		snprintf(text, TIME_TEXT_SIZE, "%lld", (long long)when);
	return text;
}
