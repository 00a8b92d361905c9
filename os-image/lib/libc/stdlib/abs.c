/* Absolute values; quotients with their remainders. */
#include <stdlib.h>

int
abs(int number)
{
	return number < 0 ? -number : number;
}

long
labs(long number)
{
	return number < 0 ? -number : number;
}

long long
llabs(long long number)
{
	return number < 0 ? -number : number;
}

div_t
div(int number, int divisor)
{
	return (div_t){.quot = number / divisor, .rem = number % divisor};
}

ldiv_t
ldiv(long number, long divisor)
{
	return (ldiv_t){.quot = number / divisor, .rem = number % divisor};
}

lldiv_t
lldiv(long long number, long long divisor)
{
	return (lldiv_t){.quot = number / divisor, .rem = number % divisor};
}
