/* date: the time of day. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: date [OPTION]... [+FORMAT]\n"
	"Prints the time of day, which is UTC on this system.\n"
	"\n"
	"  -u, --utc       does nothing: all times are UTC\n"
	"  -d, --date=@SECONDS  that many seconds after 1970 began, instead of now\n"
	"  -r, --reference=FILE  when FILE was modified, instead of now\n"
	"  -I, --iso-8601  as 2026-01-31\n"
	"  -R, --rfc-email  as Sat, 31 Jan 2026 12:34:56 +0000\n"
	"\n"
	"In FORMAT, % and a letter are replaced: %Y %m %d %H %M %S, %j day of the year, %a %A weekday,\n"
	"%b %B month, %e day without zero, %F %T date and time, %s seconds since 1970, %N nanoseconds.\n";

#define TEXT_MAX 512
#define FORMAT_MAX 256

static struct timespec
need_date(const char *text)
{
	bool is_negative = text[0] == '@' && text[1] == '-';
	uint64_t seconds;

	if (text[0] != '@' || !parse_number(text + 1 + is_negative, &seconds) || seconds > INT64_MAX)
		bad_usage("a date has to be @ and a number of seconds, not '%s'", text);
	return (struct timespec){.tv_sec = is_negative ? -(time_t)seconds : (time_t)seconds};
}

/* Puts in what strftime may not know: %s and %N. */
static void
expand_format(const char *format, const struct timespec *when, char *expanded)
{
	size_t length = 0;

	while (*format != '\0' && length < FORMAT_MAX - 24) {
		if (format[0] == '%' && format[1] == 's') {
			length += (size_t)snprintf(expanded + length, FORMAT_MAX - length, "%lld",
						   (long long)when->tv_sec);
			format += 2;
		} else if (format[0] == '%' && format[1] == 'N') {
			length += (size_t)snprintf(expanded + length, FORMAT_MAX - length, "%09ld",
						   when->tv_nsec);
			format += 2;
		} else {
			if (format[0] == '%' && format[1] != '\0')
				expanded[length++] = *format++;
			expanded[length++] = *format++;
		}
	}
	if (*format != '\0')
		give_up(STATUS_FAILED, "a format has no more than %d characters", FORMAT_MAX - 24);
	expanded[length] = '\0';
}

static void
print_date(const char *format, const struct timespec *when)
{
	char expanded[FORMAT_MAX], text[TEXT_MAX] = "";
	struct tm *fields = gmtime(&when->tv_sec);

	expand_format(format, when, expanded);
	if (fields == NULL ||
	    (strftime(text, sizeof(text), expanded, fields) == 0 && expanded[0] != '\0'))
		give_up(STATUS_FAILED, "there is no date for %lld seconds, or the format makes too "
				       "much of it", (long long)when->tv_sec);
	puts(text);
}

int
main(int argc, char **argv)
{
	const char *format = "%a %b %e %H:%M:%S UTC %Y";
	struct timespec when;
	struct stat status;
	char **operands;
	int option, count;

	clock_gettime(CLOCK_REALTIME, &when);
	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		switch (option) {
		case 'd':
			when = need_date(option_value);
			break;
		case 'r':
			if (stat(option_value, &status) != 0) {
				complain_errno("%s", option_value);
				return STATUS_FAILED;
			}
			when = status.st_mtim;
			break;
		case 'I':
			format = "%Y-%m-%d";
			break;
		case 'R':
			format = "%a, %d %b %Y %H:%M:%S +0000";
			break;
		}
	}
	count = tool_operands(&operands);
	if (count > 1 || (count == 1 && operands[0][0] != '+'))
		bad_usage("the only operand is a format that begins with +; the clock can't be set");
	print_date(count == 1 ? operands[0] + 1 : format, &when);
	return tool_end();
}
