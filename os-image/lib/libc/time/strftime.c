/*
 * Calendar time as text, in the C locale. The fields are taken as they are; a
 * name whose field is out of range is "?", as is what the format asks for and
 * does not exist.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#define TM_YEAR_BASE 1900
#define DAYS_PER_WEEK 7
#define DAYS_PER_YEAR 365
#define HOURS_OF_HALF_DAY 12
#define THURSDAY 4

struct text {
	char *at;
	size_t room; /* for the NUL too */
	int overflowed;
};

static const char *const weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
				       "Thursday", "Friday", "Saturday"};
static const char *const months[] = {"January",   "February", "March",    "April",
				     "May",       "June",     "July",     "August",
				     "September", "October",  "November", "December"};
#define SHORT_NAME 3

static void
put(struct text *text, const char *part, size_t length)
{
	if (length >= text->room) {
		text->overflowed = 1;
		return;
	}
	memcpy(text->at, part, length);
	text->at += length;
	text->room -= length;
}

/* At least `width` characters, with zeros or blanks before the digits. */
static void
put_number(struct text *text, long long number, int width, int is_blank)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), is_blank ? "%*lld" : "%0*lld", width, number);

	put(text, digits, (size_t)length);
}

static void
put_name(struct text *text, const char *const *names, int count, int index, int is_short)
{
	const char *name = index >= 0 && index < count ? names[index] : "?";

	put(text, name, is_short ? strnlen(name, SHORT_NAME) : strlen(name));
}

static int
is_leap_year(long long year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Weeks of the year that begin on first_day; the days before the first one are in week 0. */
static int
week_of_year(const struct tm *fields, int first_day)
{
	int days_since_first = (fields->tm_wday - first_day + DAYS_PER_WEEK) % DAYS_PER_WEEK;

	return (fields->tm_yday + DAYS_PER_WEEK - days_since_first) / DAYS_PER_WEEK;
}

/*
 * ISO 8601: weeks begin on Mondays and belong to the year that has their
 * Thursday; *year is that one.
 */
static int
iso_week(const struct tm *fields, long long *year)
{
	int weekday_from_monday = (fields->tm_wday + DAYS_PER_WEEK - 1) % DAYS_PER_WEEK;
	int thursday = fields->tm_yday - weekday_from_monday + THURSDAY - 1;

	*year = fields->tm_year + (long long)TM_YEAR_BASE;
	if (thursday < 0) {
		--*year;
		thursday += DAYS_PER_YEAR + is_leap_year(*year);
	} else if (thursday >= DAYS_PER_YEAR + is_leap_year(*year)) {
		thursday -= DAYS_PER_YEAR + is_leap_year(*year);
		++*year;
	}
	return thursday / DAYS_PER_WEEK + 1;
}

static void convert_all(struct text *text, const char *format, const struct tm *fields);

/* Numbers that have to do with the date. 0: it is none of them. */
static int
convert_date(struct text *text, char kind, const struct tm *fields)
{
	long long year = fields->tm_year + (long long)TM_YEAR_BASE;
	long long week_year;
	int week = iso_week(fields, &week_year);

	switch (kind) {
	case 'C':
		put_number(text, year / 100, 2, 0);
		break;
	case 'd':
		put_number(text, fields->tm_mday, 2, 0);
		break;
	case 'e':
		put_number(text, fields->tm_mday, 2, 1);
		break;
	case 'g':
		put_number(text, (week_year % 100 + 100) % 100, 2, 0);
		break;
	case 'G':
		put_number(text, week_year, 1, 0);
		break;
	case 'j':
		put_number(text, fields->tm_yday + 1, 3, 0);
		break;
	case 'm':
		put_number(text, fields->tm_mon + 1, 2, 0);
		break;
	case 'u':
		put_number(text, fields->tm_wday == 0 ? DAYS_PER_WEEK : fields->tm_wday, 1, 0);
		break;
	case 'U':
		put_number(text, week_of_year(fields, 0), 2, 0);
		break;
	case 'V':
		put_number(text, week, 2, 0);
		break;
	case 'w':
		put_number(text, fields->tm_wday, 1, 0);
		break;
	case 'W':
		put_number(text, week_of_year(fields, 1), 2, 0);
		break;
	case 'y':
		put_number(text, (year % 100 + 100) % 100, 2, 0);
		break;
	case 'Y':
		put_number(text, year, 1, 0);
		break;
	default:
		return 0;
	}
	return 1;
}

/* Numbers that have to do with the time of day. 0: it is none of them. */
static int
convert_time(struct text *text, char kind, const struct tm *fields)
{
	int of_half_day = fields->tm_hour % HOURS_OF_HALF_DAY;
	struct tm copy = *fields;

	switch (kind) {
	case 'H':
		put_number(text, fields->tm_hour, 2, 0);
		break;
	case 'I':
		put_number(text, of_half_day == 0 ? HOURS_OF_HALF_DAY : of_half_day, 2, 0);
		break;
	case 'M':
		put_number(text, fields->tm_min, 2, 0);
		break;
	case 'p':
		put(text, fields->tm_hour < HOURS_OF_HALF_DAY ? "AM" : "PM", 2);
		break;
	case 's':
		put_number(text, timegm(&copy), 1, 0);
		break;
	case 'S':
		put_number(text, fields->tm_sec, 2, 0);
		break;
	default:
		return 0;
	}
	return 1;
}

/* What stands for several other conversions, or NULL. */
static const char *
compound(char kind)
{
	switch (kind) {
	case 'c':
		return "%a %b %e %H:%M:%S %Y";
	case 'D':
	case 'x':
		return "%m/%d/%y";
	case 'F':
		return "%Y-%m-%d";
	case 'r':
		return "%I:%M:%S %p";
	case 'R':
		return "%H:%M";
	case 'T':
	case 'X':
		return "%H:%M:%S";
	default:
		return NULL;
	}
}

static void
convert(struct text *text, char kind, const struct tm *fields)
{
	if (compound(kind) != NULL) {
		convert_all(text, compound(kind), fields);
		return;
	}
	if (convert_date(text, kind, fields) || convert_time(text, kind, fields))
		return;
	switch (kind) {
	case 'a':
	case 'A':
		put_name(text, weekdays, DAYS_PER_WEEK, fields->tm_wday, kind == 'a');
		break;
	case 'b':
	case 'h':
	case 'B':
		put_name(text, months, sizeof(months) / sizeof(months[0]), fields->tm_mon, kind != 'B');
		break;
	case 'n':
		put(text, "\n", 1);
		break;
	case 't':
		put(text, "\t", 1);
		break;
	case 'z':
		put(text, "+0000", 5);
		break;
	case 'Z':
		put(text, "UTC", 3);
		break;
	case '%':
		put(text, "%", 1);
		break;
	default:
		put(text, "?", 1);
		break;
	}
}

static void
convert_all(struct text *text, const char *format, const struct tm *fields)
{
	for (; *format != '\0'; format++) {
		if (*format != '%')
			put(text, format, 1);
		else if (*++format != '\0')
			convert(text, *format, fields);
		else
			break;
	}
}

size_t
strftime(char *restrict text, size_t size, const char *restrict format,
	 const struct tm *restrict fields)
{
	struct text output = {.at = text, .room = size};

	convert_all(&output, format, fields);
	if (output.overflowed || size == 0)
		return 0;
	*output.at = '\0';
	return (size_t)(output.at - text);
}
