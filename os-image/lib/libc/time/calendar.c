/*
 * Seconds since 1970 and the fields of the Gregorian calendar, in UTC. Years are
 * counted from March in between, so that the odd day ends one, and in eras of
 * 400 years, after which the calendar repeats; (153 * month + 2) / 5 are then the
 * days before a month.
 */
#include <errno.h>
#include <limits.h>
#include <time.h>

#define S_PER_MINUTE 60
#define S_PER_HOUR 3600
#define S_PER_DAY 86400
#define MONTHS_PER_YEAR 12
#define DAYS_PER_WEEK 7
#define DAYS_PER_YEAR 365
#define YEARS_PER_ERA 400
#define DAYS_PER_ERA 146097
#define DAYS_TO_1970 719468 /* from the first of March of the year 0 */
#define WEEKDAY_OF_1970 4 /* its first of January was a Thursday */
#define TM_YEAR_BASE 1900
#define MARCH 2

/* Quotient and remainder, the latter never below 0. */
static int64_t
divide(int64_t number, int64_t divisor, int64_t *remainder)
{
	int64_t quotient = number / divisor;

	*remainder = number % divisor;
	if (*remainder < 0) {
		*remainder += divisor;
		quotient--;
	}
	return quotient;
}

/* Days from 1970 to the first of a month, which counts from 0 and is below 12. */
static int64_t
days_to_month(int64_t year, int month)
{
	int month_from_march = month >= MARCH ? month - MARCH : month - MARCH + MONTHS_PER_YEAR;
	int64_t year_of_era;
	int64_t era = divide(month >= MARCH ? year : year - 1, YEARS_PER_ERA, &year_of_era);

	return era * DAYS_PER_ERA + year_of_era * DAYS_PER_YEAR + year_of_era / 4 -
	       year_of_era / 100 + (153 * month_from_march + 2) / 5 - DAYS_TO_1970;
}

struct tm *
gmtime_r(const time_t *restrict seconds, struct tm *restrict fields)
{
	int64_t of_day;
	int64_t days = divide(*seconds, S_PER_DAY, &of_day);
	int64_t day_of_era;
	int64_t era = divide(days + DAYS_TO_1970, DAYS_PER_ERA, &day_of_era);
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / DAYS_PER_YEAR;
	int day_of_year = (int)(day_of_era - (DAYS_PER_YEAR * year_of_era + year_of_era / 4 -
					      year_of_era / 100));
	int month_from_march = (5 * day_of_year + 2) / 153;
	int month = (month_from_march + MARCH) % MONTHS_PER_YEAR;
	int64_t year = era * YEARS_PER_ERA + year_of_era + (month < MARCH);
	int64_t weekday;

	if (year - TM_YEAR_BASE > INT_MAX || year - TM_YEAR_BASE < INT_MIN) {
		errno = EOVERFLOW;
		return NULL;
	}
	divide(days + WEEKDAY_OF_1970, DAYS_PER_WEEK, &weekday);
	*fields = (struct tm){
		.tm_sec = (int)(of_day % S_PER_MINUTE),
		.tm_min = (int)(of_day / S_PER_MINUTE % (S_PER_HOUR / S_PER_MINUTE)),
		.tm_hour = (int)(of_day / S_PER_HOUR),
		.tm_mday = day_of_year - (153 * month_from_march + 2) / 5 + 1,
		.tm_mon = month,
		.tm_year = (int)(year - TM_YEAR_BASE),
		.tm_wday = (int)weekday,
		.tm_yday = (int)(days - days_to_month(year, 0)),
	};
	return fields;
}

time_t
timegm(struct tm *fields)
{
	int64_t month;
	int64_t year = TM_YEAR_BASE + (int64_t)fields->tm_year +
		       divide(fields->tm_mon, MONTHS_PER_YEAR, &month);
	int64_t days = days_to_month(year, (int)month) + fields->tm_mday - 1;
	time_t seconds = days * S_PER_DAY + (int64_t)fields->tm_hour * S_PER_HOUR +
			 (int64_t)fields->tm_min * S_PER_MINUTE + fields->tm_sec;

	return gmtime_r(&seconds, fields) == NULL ? -1 : seconds;
}

time_t
mktime(struct tm *fields)
{
	return timegm(fields);
}

struct tm *
localtime_r(const time_t *restrict seconds, struct tm *restrict fields)
{
	return gmtime_r(seconds, fields);
}

struct tm *
gmtime(const time_t *seconds)
{
	static struct tm fields;

	return gmtime_r(seconds, &fields);
}

struct tm *
localtime(const time_t *seconds)
{
	return gmtime(seconds);
}
