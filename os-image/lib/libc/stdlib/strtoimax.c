/* Numbers of the widest type. */
#include <inttypes.h>
#include <stdlib.h>

_Static_assert(sizeof(intmax_t) == sizeof(long long), "the widest type is long long");

intmax_t
strtoimax(const char *restrict text, char **restrict end, int base)
{
	return strtoll(text, end, base);
}

uintmax_t
strtoumax(const char *restrict text, char **restrict end, int base)
{
	return strtoull(text, end, base);
}

intmax_t
imaxabs(intmax_t number)
{
	return number < 0 ? -number : number;
}

imaxdiv_t
imaxdiv(intmax_t number, intmax_t divisor)
{
	return (imaxdiv_t){.quot = number / divisor, .rem = number % divisor};
}
