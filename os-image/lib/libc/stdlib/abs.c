/* Absolute values. */
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
