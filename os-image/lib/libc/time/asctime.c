/* Calendar time as C's fixed text. */
#include <time.h>

#define TEXT_SIZE 26 /* as POSIX has it: "Thu Jan  1 00:00:00 1970\n" and a NUL */

char *
asctime_r(const struct tm *restrict fields, char *restrict text)
{
	return strftime(text, TEXT_SIZE, "%a %b %e %H:%M:%S %Y\n", fields) == 0 ? NULL : text;
}

char *
asctime(const struct tm *fields)
{
	static char text[TEXT_SIZE];

	return asctime_r(fields, text);
}

char *
ctime(const time_t *seconds)
{
	struct tm fields;

	return localtime_r(seconds, &fields) == NULL ? NULL : asctime(&fields);
}
