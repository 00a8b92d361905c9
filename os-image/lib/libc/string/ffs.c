/* The lowest bit that is set. */
#include <strings.h>

int
ffs(int bits)
{
	return bits == 0 ? 0 : __builtin_ctz((unsigned)bits) + 1;
}
